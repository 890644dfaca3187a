//! What time alone brings about: there is no timer, so it is applied when a key is looked at.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;

use super::Kms;
use super::keys::{Found, PAGE};
use super::walk::{Pace, Walk};
use crate::contract::error::Error;
use crate::host::Host;
use crate::key::{Key, Settled};
use crate::material::Material;
use crate::store::{Filter, Kind, Record, Replaced, Store};

/// What it costs to change or remove a key, beside what its bytes cost: as much as so many bytes more.
const CHANGE: usize = 2048;

/// What a record that was read is by now.
pub(super) enum Now {
    Is(Box<Found>),
    Gone,
    /// Someone else has changed it meanwhile.
    Overtaken,
}

impl Now {
    fn is(key: Key, revision: u64) -> Self {
        Self::Is(Box::new(Found { key, revision }))
    }
}

impl<S: Store, H: Host> Kms<S, H> {
    /// What the time has made of a record that was read.
    pub(super) async fn settled(&self, record: &Record) -> Result<Now, Error> {
        let mut key = self.read(record)?;
        let changed = match key.settle(self.host.now_ms()) {
            Settled::Same => false,
            Settled::Changed => true,
            Settled::Rotates => {
                self.rotate(&mut key).await?;
                true
            }
            Settled::Gone => {
                if self.store.remove(self.project(), &record.id, record.revision).await? {
                    self.remove_aliases(&record.id).await?;
                    return Ok(Now::Gone);
                }
                return Ok(Now::Overtaken);
            }
        };
        if !changed {
            return Ok(Now::is(key, record.revision));
        }
        match self.replace(&key, record.revision).await? {
            Replaced::Replaced => Ok(Now::is(key, record.revision.saturating_add(1))),
            Replaced::Stale | Replaced::Taken => Ok(Now::Overtaken),
        }
    }

    /// Removes the aliases of a key that is gone. One that is left behind names no key.
    async fn remove_aliases(&self, key_id: &str) -> Result<(), Error> {
        let filter = Filter { key_id: Some(key_id.to_owned()), ..Filter::all(Kind::Alias) };
        for record in self.store.list(self.project(), &filter, 0, PAGE).await? {
            self.store.remove(self.project(), &record.id, record.revision).await?;
        }
        Ok(())
    }
    /// Applies to every key what its time has brought, so that lists and counts are of now.
    pub(super) async fn sweep(&self) -> Result<(), Error> {
        let filter = Filter { due_by: Some(self.host.now_ms()), ..Filter::all(Kind::Key) };
        let (mut walk, mut pace) = (Walk::new(&filter), Pace::default());
        while let Some(due) = self.next_records(&mut walk).await? {
            for record in due {
                pace.done(CHANGE.saturating_add(record.data.len()), &self.host).await?;
                // What cannot be read, or is overtaken, stays due: it is passed over.
                let is_done = match self.settled(&record).await {
                    Ok(Now::Gone) => true,
                    Ok(Now::Is(found)) => found.revision != record.revision,
                    Ok(Now::Overtaken) | Err(_) => false,
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
