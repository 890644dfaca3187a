//! What is known of a key, and its record.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::recorded::{Recorded, is_first};
use super::root::{RootKey, unreadable};
use crate::contract::create_key::Origin;
use crate::contract::error::Error;
use crate::contract::rotation::TOO_MANY;
use crate::contract::spec::{Spec, Usage};
use crate::contract::state::State;
use crate::contract::tags::TagItem;
use crate::material::Material;
use crate::material::random::Random;
use crate::store::{Kind, Record};
use crate::text;

/// A key of the service. Times are epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[allow(clippy::struct_field_names, reason = "the wire's own words")]
pub(crate) struct Key {
    pub(crate) key_id: String,
    pub(crate) key_alias: String,
    pub(crate) key_spec: &'static Spec,
    pub(crate) key_usage: Usage,
    pub(crate) key_description: String,
    pub(crate) origin: Origin,
    pub(crate) enterprise_project_id: String,
    pub(crate) state: State,
    pub(crate) created: u64,
    /// How many were created before it in that millisecond.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(crate) turn: u64,
    /// When it will be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deletion: Option<u64>,
    /// `SubjectPublicKeyInfo` in DER, in Base64; of a pair that has material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) public_key: Option<String>,
    /// The oldest first. The last is the one that encrypts.
    pub(crate) versions: Vec<Version>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rotation: Option<Rotation>,
    /// How often material was imported: a token of an earlier time is of no use.
    #[serde(default)]
    pub(crate) imports: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<TagItem>,
}

/// One version of a key's material.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) created: u64,
    /// When it will be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<u64>,
    /// The material; none if it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sealed: Option<String>,
    /// What imported material is known by when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
}

/// That a key rotates by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Rotation {
    pub(crate) interval_days: u64,
    /// What the interval is counted from.
    pub(crate) since: u64,
}

/// What time alone has done to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Nothing.
    Same,
    /// It is another.
    Changed,
    /// It has to go on with new material.
    Rotates,
    /// It is gone.
    Gone,
}

/// How often a key may go on with new material: the `number_of_rotations` of the service's definition is 0
/// to 1000.
const MAX_ROTATIONS: usize = 1000;

/// A day, in milliseconds.
pub(crate) const DAY: u64 = 86_400_000;

impl Key {
    /// Applies what has happened until `now` without anyone's doing.
    pub(crate) fn settle(&mut self, now: u64) -> Settled {
        if self.deletion.is_some_and(|at| at <= now) {
            return Settled::Gone;
        }
        if self.material_expiry().is_some_and(|at| at <= now) {
            self.drop_material();
            return Settled::Changed;
        }
        if self.next_rotation().is_some_and(|at| at <= now) {
            if self.check_rotations().is_ok() {
                return Settled::Rotates;
            }
            self.rotation = None;
            return Settled::Changed;
        }
        Settled::Same
    }

    /// Gives up the material, but not what it is known by.
    pub(crate) fn drop_material(&mut self) {
        for version in &mut self.versions {
            version.sealed = None;
            version.expires = None;
        }
        self.public_key = None;
        if self.state != State::PendingDeletion {
            self.state = State::PendingImport;
        }
    }

    /// Whether there is material.
    pub(crate) fn has_material(&self) -> bool {
        self.versions.iter().any(|version| version.sealed.is_some())
    }

    /// When the material will be gone.
    pub(crate) fn material_expiry(&self) -> Option<u64> {
        self.versions.iter().filter_map(|version| version.expires).min()
    }

    fn next_rotation(&self) -> Option<u64> {
        let rotation = self.rotation.filter(|_| self.state == State::Enabled)?;
        Some(rotation.since.saturating_add(rotation.interval_days.saturating_mul(DAY)))
    }

    fn due(&self) -> Option<u64> {
        [self.deletion, self.material_expiry(), self.next_rotation()].into_iter().flatten().min()
    }

    /// How often it has gone on with new material.
    pub(crate) fn rotations(&self) -> usize {
        self.versions.len().saturating_sub(1)
    }

    /// Whether it may do so once more.
    ///
    /// # Errors
    /// `KMS.0308` if it has as often as it may.
    pub(crate) fn check_rotations(&self) -> Result<(), Error> {
        if self.rotations() < MAX_ROTATIONS { Ok(()) } else { Err(TOO_MANY) }
    }

    /// Goes on with new material.
    ///
    /// # Errors
    /// As [`Self::check_rotations`]; `ERR_RANDOM` if there is no sound randomness.
    pub(crate) fn add_version(
        &mut self,
        material: &Material,
        now: u64,
        account: (&RootKey, &str),
        random: &mut Random<'_>,
    ) -> Result<(), Error> {
        self.check_rotations()?;
        let (root, project_id) = account;
        let number = self.versions.last().map_or(0, |last| last.number).saturating_add(1);
        let bytes = material.to_bytes()?;
        let sealed =
            Some(root.seal(&self.bound(project_id, &number.to_string()), &bytes, random)?);
        let digest = (self.origin == Origin::External).then(|| root.digest(&self.key_id, &bytes));
        self.versions.push(Version { number, created: now, expires: None, sealed, digest });
        if let Ok(public) = material.public() {
            self.public_key = Some(text::base64(public.spki()));
        }
        Ok(())
    }

    /// The material of a version; of the last if none is named. None if there is no such version.
    pub(crate) fn material(
        &self,
        number: Option<u32>,
        root: &RootKey,
        project_id: &str,
    ) -> Result<Option<Material>, Error> {
        let is_it = |version: &&Version| number.is_none_or(|number| number == version.number);
        let Some(version) = self.versions.iter().rev().find(is_it) else { return Ok(None) };
        let Some(sealed) = &version.sealed else { return Ok(None) };
        let bytes = root.open(&self.bound(project_id, &version.number.to_string()), sealed)?;
        let public = self.public_spki()?;
        let public = public.as_ref().map(|spki| spki.as_slice());
        Material::from_bytes(self.key_spec, &bytes, public).map(Some).map_err(|_| unreadable())
    }

    /// What sealed material is bound to.
    fn bound<'a>(&'a self, project_id: &'a str, number: &'a str) -> [&'a str; 5] {
        [project_id, &self.key_id, self.key_spec.name, self.key_usage.name(), number]
    }

    /// The public key, in DER.
    pub(crate) fn public_spki(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let Some(text) = &self.public_key else { return Ok(None) };
        text::unbase64(text).map(Some).ok_or(unreadable())
    }
}

impl Recorded for Key {
    const KIND: Kind = Kind::Key;

    fn to_index(&self, project_id: &str, revision: u64) -> Record {
        Record {
            project_id: project_id.to_string(),
            id: self.key_id.clone(),
            kind: Self::KIND,
            alias: self.key_alias.clone(),
            key_id: self.key_id.clone(),
            key_spec: self.key_spec.name.to_string(),
            key_state: self.state.digit().to_string(),
            enterprise_project_id: self.enterprise_project_id.clone(),
            created: self.created,
            turn: self.turn,
            due: self.due(),
            revision,
            data: String::new(),
        }
    }
}
