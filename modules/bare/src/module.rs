//! What is a module's alone.

use core::arch::wasm32::{memory_grow, unreachable};
use core::panic::PanicInfo;

use critical_section::{Impl, RawRestoreState};
use zeroizing_alloc::ZeroAlloc;

use crate::heap::{Heap, Memory};

/// Every block that is given back is overwritten first.
#[global_allocator]
static HEAP: ZeroAlloc<Heap<Pages>> = ZeroAlloc(Heap::new(Pages));

/// The module's linear memory, which grows by pages.
struct Pages;

const PAGE: usize = 64 * 1024;

impl Memory for Pages {
    fn grow(&self, bytes: usize) -> Option<(*mut u8, usize)> {
        let pages = bytes.div_ceil(PAGE);
        // In pages; all bits if there are no more.
        let start = memory_grow(0, pages).checked_mul(PAGE)?;
        Some((core::ptr::with_exposed_provenance_mut(start), pages * PAGE))
    }
}

/// A panic is a trap. Nothing here says why: texts of panics are a tenth of a module, and clippy's lints keep the
/// ways to panic out.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unreachable()
}

/// The tables of the curves are made at first use, in a critical section.
struct OneThread;
critical_section::set_impl!(OneThread);

#[allow(unsafe_code, reason = "a module of one thread has nobody to exclude, and no interrupts")]
// SAFETY: as the reason says.
unsafe impl Impl for OneThread {
    unsafe fn acquire() -> RawRestoreState {}

    unsafe fn release((): RawRestoreState) {}
}
