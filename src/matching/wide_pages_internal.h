#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace jiedui::matching {

/// Allocates arrays of 2 MiB and more on their own boundary and asks the system for pages of that
/// size. Searches jump about in arrays of hundreds of MiB; with pages of 4 KiB nearly every jump
/// would also have to find its page, in a virtual machine at twice the price. Where the system has
/// no such pages or grants none, nothing changes but the boundary.
template <class T>
struct WidePages {
  using value_type = T;
  static constexpr std::size_t kPage = std::size_t{1} << 21;

  WidePages() = default;
  template <class U>
  WidePages(const WidePages<U>&) {}  // NOLINT(google-explicit-constructor): allocators convert

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    void* memory = ::operator new(bytes, Boundary(count));
    if (bytes >= kPage) ::madvise(memory, bytes, MADV_HUGEPAGE);  // advice: may be declined
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) { ::operator delete(memory, Boundary(count)); }

  template <class U>
  bool operator==(const WidePages<U>&) const {
    return true;
  }

 private:
  static std::align_val_t Boundary(std::size_t count) {
    return std::align_val_t{count * sizeof(T) >= kPage ? kPage : alignof(T)};
  }
};

template <class T>
using WideVector = std::vector<T, WidePages<T>>;

}  // namespace jiedui::matching
