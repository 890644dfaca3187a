//! A heap of one thread, as small as it gets: a list of free blocks in the order of their addresses, of which the
//! first that is long enough gives its end away. Neighbours are joined when they come back.
//!
//! A module allocates some thousand bytes at a time and gives them back in the same call: the list is short.
#![allow(unsafe_code, reason = "a heap is made of raw memory; each use says why it is sound")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::ptr::null_mut;

/// Where memory comes from.
pub(crate) trait Memory {
    /// At least `bytes` more, at an address that [`UNIT`] divides, and how many they are; none if there are no more.
    /// They are nobody else's, and stay.
    fn grow(&self, bytes: usize) -> Option<(*mut u8, usize)>;
}

/// Every block is of whole units, and begins at one: a free one holds a [`Block`].
pub(crate) const UNIT: usize = 16;

/// What stands at the beginning of a free block.
struct Block {
    size: usize,
    next: *mut Block,
}

/// The heap on some memory.
pub(crate) struct Heap<M> {
    /// The free block at the lowest address.
    first: Cell<*mut Block>,
    memory: M,
}

// SAFETY: a module has one thread, and so has each test of it.
unsafe impl<M> Sync for Heap<M> {}

impl<M: Memory> Heap<M> {
    pub(crate) const fn new(memory: M) -> Self {
        Self { first: Cell::new(null_mut()), memory }
    }

    /// `size` bytes of a free block; null if none has as many.
    fn take(&self, size: usize) -> *mut u8 {
        let mut link = self.first.as_ptr();
        // SAFETY: a link is the head of the list or the `next` of a free block, which nobody else refers to. What
        // is taken lies inside of the block, since `size` is no more than its size.
        unsafe {
            while !(*link).is_null() {
                let block = *link;
                if let Some(rest) = (*block).size.checked_sub(size) {
                    if rest == 0 {
                        *link = (*block).next;
                    } else {
                        (*block).size = rest;
                    }
                    return block.cast::<u8>().add(rest);
                }
                link = &raw mut (*block).next;
            }
        }
        null_mut()
    }

    /// Puts a block into the list, and joins it with its neighbours.
    ///
    /// # Safety
    /// Nobody refers to the `size` bytes at `start`, which are whole units.
    #[allow(clippy::cast_ptr_alignment, reason = "whole units are aligned as a block must be")]
    unsafe fn put(&self, start: *mut u8, size: usize) {
        let block = start.cast::<Block>();
        let (mut link, mut before) = (self.first.as_ptr(), null_mut::<Block>());
        // SAFETY: as in `take`; and a unit is as long as a `Block` or longer, and aligned as it must be.
        unsafe {
            while !(*link).is_null() && *link < block {
                before = *link;
                link = &raw mut (*before).next;
            }
            block.write(Block { size, next: *link });
            *link = block;
            join(block);
            if !before.is_null() {
                join(before);
            }
        }
    }
}

/// Joins a free block with the next one, if that is its neighbour.
///
/// # Safety
/// It is in the list.
unsafe fn join(block: *mut Block) {
    // SAFETY: both are in the list.
    unsafe {
        let next = (*block).next;
        if !next.is_null() && block.addr() + (*block).size == next.addr() {
            (*block).size += (*next).size;
            (*block).next = (*next).next;
        }
    }
}

/// The size of a block for `layout`; none if there is no such block.
fn size_of_block(layout: Layout) -> Option<usize> {
    if layout.align() > UNIT { None } else { layout.size().max(1).checked_next_multiple_of(UNIT) }
}

// SAFETY: what is given away is in no free block, as long as was asked for, and aligned to a unit.
unsafe impl<M: Memory> GlobalAlloc for Heap<M> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(size) = size_of_block(layout) else { return null_mut() };
        let taken = self.take(size);
        if !taken.is_null() {
            return taken;
        }
        let Some((start, length)) = self.memory.grow(size) else { return null_mut() };
        // SAFETY: new memory is nobody else's.
        unsafe { self.put(start, length) };
        self.take(size)
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        if let Some(size) = size_of_block(layout) {
            // SAFETY: the caller gives back what `alloc` has given.
            unsafe { self.put(start, size) };
        }
    }
}

#[cfg(test)]
mod tests;
