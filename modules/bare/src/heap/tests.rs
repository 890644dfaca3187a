//! Against a memory of chunks, in whose marks everybody else's writing would show.
#![allow(
    unsafe_code,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a heap is used by raw pointers"
)]

use core::cell::RefCell;
use std::vec;
use std::vec::Vec;

use super::*;

/// Memory in chunks of so many bytes, up to so many of them. Some lie beside one another, as in a module.
struct Chunks {
    left: RefCell<Vec<(*mut u8, usize)>>,
}

const CHUNK: usize = 4096;

impl Chunks {
    fn new(count: usize) -> Self {
        // Aligned to a unit; leaked, since memory stays.
        let all: &'static mut [u128] = vec![0_u128; count * CHUNK / UNIT].leak();
        let start = all.as_mut_ptr().cast::<u8>();
        let chunk = |i: usize| (start.wrapping_add(i * CHUNK), CHUNK);
        // The lowest last: they come in the other order.
        Self { left: RefCell::new((0..count).map(chunk).collect()) }
    }
}

impl Memory for Chunks {
    fn grow(&self, bytes: usize) -> Option<(*mut u8, usize)> {
        if bytes > CHUNK { None } else { self.left.borrow_mut().pop() }
    }
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).unwrap()
}

/// The free blocks: how far each is from the first, and how long.
fn free<M>(heap: &Heap<M>) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut block = heap.first.get();
    while !block.is_null() {
        let Block { size, next } = unsafe { block.read() };
        assert!(next.is_null() || block.addr() + size < next.addr(), "in order, and joined");
        sizes.push(size);
        block = next;
    }
    sizes
}

#[test]
fn what_is_given_away_is_whole_apart_and_aligned_however_it_comes_and_goes() {
    let heap = Heap::new(Chunks::new(8));
    let mut held: Vec<(*mut u8, usize, u8)> = Vec::new();
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        (noise % below as u64) as usize
    };
    for round in 0..20_000 {
        if held.len() < 12 && next(3) > 0 {
            let size = 1 + next(if round % 10 == 0 { 2000 } else { 200 });
            let start = unsafe { heap.alloc(layout(size)) };
            if start.is_null() {
                continue;
            }
            assert_eq!(start.addr() % UNIT, 0);
            let mark = (round % 251) as u8;
            unsafe { start.write_bytes(mark, size) };
            held.push((start, size, mark));
        } else if !held.is_empty() {
            let (start, size, mark) = held.swap_remove(next(held.len()));
            let bytes = unsafe { core::slice::from_raw_parts(start, size) };
            assert!(bytes.iter().all(|byte| *byte == mark), "nobody else has written here");
            unsafe { heap.dealloc(start, layout(size)) };
        }
        free(&heap);
    }
    for (start, size, _) in held {
        unsafe { heap.dealloc(start, layout(size)) };
    }
    let taken = 8 - heap.memory.left.borrow().len();
    assert_eq!(free(&heap), [taken * CHUNK], "all of it is one block again");
}

#[test]
fn what_is_too_long_or_aligned_too_far_is_refused_and_nothing_is_lost() {
    let heap = Heap::new(Chunks::new(1));
    assert!(unsafe { heap.alloc(layout(CHUNK + 1)) }.is_null());
    assert!(unsafe { heap.alloc(Layout::from_size_align(8, 32).unwrap()) }.is_null());
    let whole = unsafe { heap.alloc(layout(CHUNK)) };
    assert!(!whole.is_null());
    assert!(unsafe { heap.alloc(layout(1)) }.is_null());
    unsafe { heap.dealloc(whole, layout(CHUNK)) };
    assert!(!unsafe { heap.alloc(layout(1)) }.is_null());
}

#[test]
fn a_block_that_is_taken_whole_leaves_the_others_in_the_list() {
    let heap = Heap::new(Chunks::new(1));
    let blocks = [(); 4].map(|()| unsafe { heap.alloc(layout(64)) });
    // Blocks are taken from the end: the last is the lowest, and a neighbour of what is free.
    unsafe { heap.dealloc(blocks[0], layout(64)) };
    unsafe { heap.dealloc(blocks[2], layout(64)) };
    assert_eq!(free(&heap), [CHUNK - 256, 64, 64]);
    assert_eq!(unsafe { heap.alloc(layout(CHUNK - 256)) }.addr() + CHUNK - 64, blocks[0].addr());
    assert_eq!(free(&heap), [64, 64]);
    unsafe { heap.dealloc(blocks[1], layout(64)) };
    assert_eq!(free(&heap), [192]);
}
