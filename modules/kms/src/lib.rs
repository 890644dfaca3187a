//! The wasm module of the whole service. All of it is in the library; a module has to be a crate of its own,
//! for the linker optimises only what is nothing but a module.
#![cfg(target_arch = "wasm32")]

use std::alloc::System;

use pocket_kms as _;
use zeroizing_alloc::ZeroAlloc;

/// The module's heap overwrites every block that is given back.
#[global_allocator]
static HEAP: ZeroAlloc<System> = ZeroAlloc(System);
