//! What time alone brings about: there is no timer, so it is applied when a key is looked at.

use alloc::boxed::Box;

use super::Kms;
use super::records::Stored;
use super::walk::{Pace, Walk};
use crate::contract::error::Error;
use crate::host::Host;
use crate::key::{Asked, Key, Settled};
use crate::material::Material;
use crate::store::{Filter, Kind, Replaced, Store};

/// What it costs to change or remove a key, beside what its bytes cost: as much as so many bytes more.
const CHANGE: usize = 2048;

/// What a key that was read is by now.
pub(super) enum Now {
    Is(Box<Stored<Key>>),
    Gone,
    /// Someone else has changed it meanwhile.
    Overtaken,
    /// Its time has come, and what has to be done then fails.
    Stuck(Error),
}

impl<S: Store, H: Host> Kms<S, H> {
    /// What the time has made of a key that was read.
    ///
    /// # Errors
    /// What the store fails with.
    pub(super) async fn settled(&self, stored: Stored<Key>) -> Result<Now, Error> {
        let Stored { value: mut key, revision } = stored;
        match key.settle(self.host.now_ms()) {
            Settled::Same => return Ok(Now::Is(Box::new(Stored { value: key, revision }))),
            Settled::Changed => {}
            Settled::Rotates => {
                if let Err(error) = self.rotate(&mut key).await {
                    return Ok(Now::Stuck(error));
                }
            }
            Settled::Gone if self.records.remove(&key.key_id, revision).await? => {
                self.remove_aliases(&key.key_id).await?;
                return Ok(Now::Gone);
            }
            Settled::Gone => return Ok(Now::Overtaken),
        }
        Ok(match self.records.replace(&key, revision).await? {
            Replaced::Replaced => {
                Now::Is(Box::new(Stored { value: key, revision: revision.saturating_add(1) }))
            }
            Replaced::Stale | Replaced::Taken => Now::Overtaken,
        })
    }

    /// Removes all aliases of a key that is gone, whether they can be read or not. One that is left behind
    /// names no key.
    async fn remove_aliases(&self, key_id: &str) -> Result<(), Error> {
        let filter = aliases_of(key_id);
        let mut walk = Walk::new(&filter);
        while let Some(aliases) = self.next_records(&mut walk).await? {
            for alias in aliases {
                if self.records.remove(&alias.id, alias.revision).await? {
                    walk.lose_one();
                }
            }
        }
        Ok(())
    }

    /// Applies to every key what its time has brought, so that lists and counts are of now. A key that
    /// cannot be read, is overtaken or is stuck stays due: it is passed over.
    pub(super) async fn sweep(&self) -> Result<(), Error> {
        let filter = Filter { due_by: Some(self.host.now_ms()), ..Filter::all(Kind::Key) };
        let (mut walk, mut pace) = (Walk::new(&filter), Pace::default());
        while let Some(due) = self.next_records(&mut walk).await? {
            for record in due {
                pace.done(CHANGE.saturating_add(record.data.len()), &self.host).await?;
                let asked = Asked::Matching(&filter);
                let Ok(stored) = self.records.read(&record, asked) else { continue };
                let is_done = match self.settled(stored).await? {
                    Now::Gone => true,
                    Now::Is(stored) => stored.revision != record.revision,
                    Now::Overtaken | Now::Stuck(_) => false,
                };
                if is_done {
                    walk.lose_one();
                }
            }
        }
        Ok(())
    }

    /// Gives a key new material to go on with.
    async fn rotate(&self, key: &mut Key) -> Result<(), Error> {
        let material = Material::generate(key.key_spec, &mut self.random(), &self.host).await?;
        self.add_version(key, &material)?;
        let now = self.host.now_ms();
        if let Some(rotation) = &mut key.rotation {
            rotation.since = now;
        }
        Ok(())
    }
}

/// The aliases of a key.
pub(super) fn aliases_of(key_id: &str) -> Filter {
    Filter { key_id: Some(key_id.into()), ..Filter::all(Kind::Alias) }
}
