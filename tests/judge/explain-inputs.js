// Programs of real compilers, with debug information as each of them writes it.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { llvm, program, run } from './world.js';

/** A program in C++ that takes much of the standard library in: what is inlined goes deep, and names are long. */
const CPP = `
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <regex>
#include <string>
#include <unordered_map>
#include <vector>
namespace shop {
struct Item { std::string name; long price; };
template <typename T> struct Store {
  std::map<std::string, std::vector<T>> shelves;
  std::unordered_map<long, T> byPrice;
  template <typename F> long each(F &&visit) {
    long sum = 0;
    for (auto &[name, items] : shelves) for (auto &item : items) sum += visit(item);
    return sum;
  }
  void add(T item) { byPrice[item.price] = item; shelves[item.name.substr(0, 1)].push_back(std::move(item)); }
};
static long total(Store<Item> &store, const std::string &pattern) {
  std::regex expression(pattern);
  std::vector<std::function<long(Item &)>> rules{
      [&](Item &item) { return std::regex_match(item.name, expression) ? item.price : 0L; },
      [](Item &item) { return item.price > 100 ? item.price / 10 : 1L; }};
  std::vector<long> sums;
  for (auto &rule : rules) sums.push_back(store.each(rule));
  std::sort(sums.begin(), sums.end());
  return std::accumulate(sums.begin(), sums.end(), 0L);
}
}
int main(int count, char **words) {
  shop::Store<shop::Item> store;
  for (int at = 0; at < count; at++) store.add({words[at], at * 31L});
  try { std::cout << shop::total(store, "[a-z]+") << std::endl; } catch (const std::regex_error &error) { return 1; }
}
`;

const RUST = `
use std::collections::{BTreeMap, HashMap};
trait Price { fn price(&self) -> u64; }
struct Item { name: String, price: u64 }
impl Price for Item { fn price(&self) -> u64 { self.price * 2 } }
fn total<T: Price>(items: &BTreeMap<String, Vec<T>>) -> u64 {
    items.values().flat_map(|list| list.iter().map(Price::price)).filter(|price| price % 3 != 0).sum()
}
fn main() {
    let mut items: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (at, name) in std::env::args().enumerate() {
        *counts.entry(name.to_lowercase()).or_default() += 1;
        items.entry(name[..1].to_owned()).or_default().push(Item { name, price: at as u64 });
    }
    let mut names: Vec<&String> = items.values().flatten().map(|item| &item.name).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let handle = std::thread::spawn(move || counts.values().sum::<usize>());
    println!("{} {names:?} {:?}", total(&items), handle.join());
}
`;

/** A program in C++ that needs no library, for systems whose libraries are not at hand. */
const FREESTANDING = `
extern "C" int _fltused = 0;
extern "C" void *memcpy(void *to, const void *from, __SIZE_TYPE__ n) {
  char *t = (char *)to; const char *f = (const char *)from;
  while (n--) { *t++ = *f++; __asm__ volatile("" ::: "memory"); }
  return to;
}
extern "C" void *memset(void *to, int value, __SIZE_TYPE__ n) {
  char *t = (char *)to;
  while (n--) { *t++ = (char)value; __asm__ volatile("" ::: "memory"); }
  return to;
}
namespace shop {
template <typename T, int N> struct Basket {
  T items[N];
  int count = 0;
  bool add(T item) { if (count >= N) return false; items[count++] = item; return true; }
  template <typename F> long each(F visit) const {
    long sum = 0;
    for (int at = 0; at < count; at++) sum += visit(items[at]);
    return sum;
  }
};
struct Item { int price; int tax() const { return price / 5 > 100 ? 100 : price / 5; } };
namespace {
struct Rule { virtual long of(const Item &item) const = 0; };
struct Full final : Rule { long of(const Item &item) const override { return item.price + item.tax(); } };
struct Half final : Rule { long of(const Item &item) const override { return (item.price + item.tax()) / 2; } };
}
static Full full;
static Half half;
__attribute__((noinline)) long total(const Basket<Item, 64> &basket, int kind) {
  const Rule &rule = kind % 2 ? static_cast<const Rule &>(full) : half;
  return basket.each([&](const Item &item) { return rule.of(item); }) +
         basket.each([](const Item &item) { return item.price > 100 ? item.tax() * 3L : 1L; });
}
template <int N> __attribute__((noinline)) long nested(int seed) {
  Basket<Item, 64> basket;
  for (int at = 0; at < N; at++) if (!basket.add({seed * at + N})) break;
  return total(basket, N) + nested<N - 1>(seed + 1);
}
template <> long nested<0>(int seed) { return seed; }
Basket<int, 8> &operator+=(Basket<int, 8> &basket, int item) { basket.add(item); return basket; }
__attribute__((noinline)) int numbers(int seed) {
  Basket<int, 8> basket;
  for (int at = 0; at < 12; at++) basket += at * seed;
  return (int)basket.each([](int it) { return (long)it; });
}
}
extern "C" int start(int seed) { return (int)shop::nested<40>(seed) + shop::numbers(seed); }
`;

/** @type {[name: string, compiler: string, flags: string[]][]} */
const CPP_BUILDS = [
  ['gcc-5', 'g++', ['-O2', '-gdwarf-5']],
  ['gcc-4', 'g++', ['-O2', '-gdwarf-4']],
  ['gcc-3', 'g++', ['-O1', '-gdwarf-3', '-gstrict-dwarf']],
  ['gcc-debug', 'g++', ['-O0', '-g']],
  ['gcc-types', 'g++', ['-O2', '-g', '-fdebug-types-section']],
  ['clang-5', llvm('clang++'), ['-O2', '-gdwarf-5']],
  ['clang-4', llvm('clang++'), ['-O2', '-gdwarf-4']],
  ['clang-lines', llvm('clang++'), ['-O2', '-gline-tables-only']],
  ['clang-sections', llvm('clang++'), ['-O1', '-g', '-ffunction-sections', '-Wl,--gc-sections']],
];

/**
 * Makes the programs in a folder.
 * @param {string} dir
 * @returns {Promise<string[]>} their names
 */
export async function explainInputs(dir) {
  await writeFile(path.join(dir, 'shop.cpp'), CPP);
  await writeFile(path.join(dir, 'shop.rs'), RUST);
  const made = [];
  for (const [name, compiler, flags] of CPP_BUILDS) {
    const lld = compiler === 'g++' ? [] : ['-fuse-ld=lld'];
    await run(compiler, ['-std=c++17', ...flags, ...lld, 'shop.cpp', '-o', name], { cwd: dir });
    made.push(name);
  }
  for (const [name, compiler, flags] of /** @type {[string, string, string[]][]} */ ([
    ['gcc-lto', 'gcc', ['-O2', '-g', '-flto', '-fno-ipa-icf']],
    ['clang-lto', llvm('clang'), ['-O2', '-g', '-flto', '-fuse-ld=lld']],
    [
      'aarch64',
      llvm('clang'),
      ['-O2', '-g', '--target=aarch64-linux-gnu', '-nostdlib', '-fuse-ld=lld'],
    ],
  ])) {
    const sources = await program(dir, 150);
    await run(compiler, [...flags, '-fPIC', '-shared', ...sources, '-o', name], { cwd: dir });
    made.push(name);
  }
  for (const [name, ...flags] of [
    ['rust-2', '-Copt-level=2', '-Cdebuginfo=2'],
    ['rust-debug', '-Copt-level=0', '-Cdebuginfo=2'],
    ['rust-v0', '-Copt-level=2', '-Cdebuginfo=2', '-Csymbol-mangling-version=v0'],
    ['rust-lto', '-Copt-level=3', '-Cdebuginfo=2', '-Clto=fat', '-Ccodegen-units=1'],
  ]) {
    await run('rustc', ['--edition=2021', ...flags, 'shop.rs', '-o', String(name)], { cwd: dir });
    made.push(String(name));
  }
  for (const [name, how] of [
    ['zlib', 'zlib'],
    ['zstd', 'zstd'],
  ]) {
    await run('objcopy', [`--compress-debug-sections=${how}`, 'clang-5', String(name)], {
      cwd: dir,
    });
    made.push(String(name));
  }
  await run('dwz', ['gcc-4', '-o', 'dwz'], { cwd: dir });
  await run('objcopy', ['--only-keep-debug', 'gcc-5', 'split.debug'], { cwd: dir });
  await writeFile(path.join(dir, 'free.cpp'), FREESTANDING);
  return [
    ...made,
    ...['dwz', 'split.debug', await dsym(dir)],
    ...[await wasm(dir, 'c'), await wasm(dir, 'cpp')],
    ...[await windows(dir, '-O1'), await windows(dir, '-O2')],
  ];
}

/** A module of WebAssembly, of the program in C or of that in C++. @param {string} dir @param {'c' | 'cpp'} language */
async function wasm(dir, language) {
  const flags = ['-O2', '-g', '--target=wasm32', '-fno-exceptions', '-fno-rtti', '-c'];
  const sources = language === 'c' ? await program(dir, 40) : ['free.cpp'];
  const objects = sources.map((source) => `wasm-${source}.o`);
  for (const [i, source] of sources.entries()) {
    await run(llvm('clang'), [...flags, source, '-o', objects[i] ?? ''], { cwd: dir });
  }
  // what is not exported is left out, and its debug information stays
  const roots = language === 'c' ? ['--export=part0_39', '--export=part3_7'] : ['--export=start'];
  const name = `${language}.wasm`;
  await run(llvm('wasm-ld'), ['--no-entry', ...roots, ...objects, '-o', name], { cwd: dir });
  return name;
}

/** A program for Windows, whose debug information is in a PDB beside it. @param {string} dir @param {string} level */
async function windows(dir, level) {
  const name = `win${level}.exe`;
  const compile = ['--target=x86_64-pc-windows-msvc', '-std=c++17', level, '-g', '-gcodeview'];
  const plain = ['-fno-exceptions', '-fno-rtti', '-fno-stack-protector', '-c', 'free.cpp'];
  await run(llvm('clang++'), [...compile, ...plain, '-o', 'free.obj'], { cwd: dir });
  const link = ['/nodefaultlib', '/entry:start', '/subsystem:console', '/debug', 'free.obj'];
  await run(llvm('lld-link'), [...link, `/out:${name}`], { cwd: dir });
  return name;
}

/** @param {string} dir */
async function dsym(dir) {
  const sources = await program(dir, 150);
  const objects = sources.map((source) => `mac-${source}.o`);
  for (const [i, source] of sources.entries()) {
    const compile = ['-g', '-O2', '--target=arm64-apple-macos11', '-c', source, '-o'];
    await run(llvm('clang'), [...compile, objects[i] ?? ''], { cwd: dir });
  }
  const link = ['-arch', 'arm64', '-platform_version', 'macos', '11.0', '11.0', '-dylib'];
  const more = ['-undefined', 'dynamic_lookup', '-o', 'mac.dylib'];
  await run(llvm('ld64.lld'), [...link, ...more, ...objects], { cwd: dir });
  await run(llvm('dsymutil'), ['--flat', 'mac.dylib', '-o', 'mac.dwarf'], { cwd: dir });
  return 'mac.dwarf';
}
