// Preloaded under the real program: makes the disk fail, cuts the power and moves the clock. Only
// files below $JIEDUI_SHIM_ROOT are touched. What is to go wrong now stands in the control file
// $JIEDUI_SHIM_CONTROL, eight 64-bit numbers that tests/faults/shim.py writes:
//   0 errno of every fsync        1 errno of every write       2 milliseconds added to the clock
//   3 keep an undo log            4 faults given so far (counted here)
//
// The undo log in $JIEDUI_SHIM_UNDO says how to take back what is not on disk for certain: the old
// bytes of every write since the file's last fsync, and every name made, moved or removed since the
// folder's last fsync. A power cut is the process killed and the log played back (all of it, or as
// much of it as a disk may have lost): stricter than ext4, which brings names along.
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

extern "C" {

enum { kFsyncErrno, kWriteErrno, kClockMs, kUndo, kFaults, kFields };

static volatile int64_t* control;
static const char* root;
static const char* undo;
static size_t root_length;
static uint64_t sequence;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))
static void* real(const char* name) { return dlsym(RTLD_NEXT, name); }

// Straight to the kernel: the shim's own files are none of the shim's business.
static int raw_open(const char* path, int flags) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
}

__attribute__((constructor)) static void begin(void) {
  const char* file = getenv("JIEDUI_SHIM_CONTROL");
  root = getenv("JIEDUI_SHIM_ROOT");
  undo = getenv("JIEDUI_SHIM_UNDO");
  if (file == NULL || root == NULL) return;
  root_length = strlen(root);
  const int opened = raw_open(file, O_RDWR);
  if (opened < 0) return;
  void* mapped =
      mmap(NULL, kFields * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
  syscall(SYS_close, opened);
  if (mapped != MAP_FAILED) control = (volatile int64_t*)mapped;
}

// Below the root, or the root itself, whose names are flushed by its own descriptor.
static int is_ours(const char* path) {
  return control != NULL && strncmp(path, root, root_length) == 0 &&
         (path[root_length] == '/' || path[root_length] == 0);
}

// SQLite's shared memory is no file that a power cut leaves anything of.
static int is_shared_memory(const char* path) {
  const size_t length = strlen(path);
  return length > 4 && strcmp(path + length - 4, "-shm") == 0;
}

static int path_of(int file, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_ours(path) && !is_shared_memory(path);
}

static int fails(int which) {
  if (control[which] == 0) return 0;
  __atomic_add_fetch(&control[kFaults], 1, __ATOMIC_RELAXED);
  errno = (int)control[which];
  return 1;
}

static int keeps_undo(void) { return undo != NULL && control[kUndo] != 0; }

static void append(const char* name, const void* head, size_t head_size, const void* body,
                   size_t size) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s", undo, name);
  const int log = raw_open(path, O_WRONLY | O_CREAT | O_APPEND);
  if (log < 0) abort();
  if (syscall(SYS_write, log, head, head_size) != (long)head_size) abort();
  if (size > 0 && syscall(SYS_write, log, body, size) != (long)size) abort();
  syscall(SYS_close, log);
}

// Under the mutex, before the bytes change: offset, length of the old bytes, the old size, old
// bytes.
static void note_data(int file, int64_t offset, int64_t length) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return;
  char name[64], keep[PATH_MAX], link[64];
  snprintf(name, sizeof name, "d%llu", (unsigned long long)status.st_ino);
  snprintf(keep, sizeof keep, "%s/i%llu", undo, (unsigned long long)status.st_ino);
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  syscall(SYS_linkat, AT_FDCWD, link, AT_FDCWD, keep, AT_SYMLINK_FOLLOW);
  int64_t old = status.st_size - offset;
  if (old > length) old = length;
  if (old < 0) old = 0;
  void* bytes = old > 0 ? malloc((size_t)old) : nullptr;
  if (old > 0) {
    const int reader = raw_open(link, O_RDONLY);  // the file itself may be open for writing only
    if (reader < 0 || syscall(SYS_pread64, reader, bytes, old, offset) != old) abort();
    syscall(SYS_close, reader);
  }
  const int64_t head[3] = {offset, old, status.st_size};
  append(name, head, sizeof head, bytes, (size_t)old);
  free(bytes);
}

static void note_name(char what, const char* path, const char* from, const char* backup) {
  char line[3 * PATH_MAX];
  const int length = snprintf(line, sizeof line, "%llu\t%c\t%s\t%s\t%s\n",
                              (unsigned long long)++sequence, what, path, from, backup);
  char folder[PATH_MAX], name[64];
  snprintf(folder, sizeof folder, "%s", path);
  char* slash = strrchr(folder, '/');
  if (slash != NULL) *slash = 0;
  struct stat status;
  if (stat(folder, &status) != 0) return;
  snprintf(name, sizeof name, "n%llu", (unsigned long long)status.st_ino);
  append(name, line, (size_t)length, NULL, 0);
}

// A second name for what is about to lose its own.
static void keep_copy(const char* path, char* backup) {
  snprintf(backup, PATH_MAX, "%s/b%llu", undo, (unsigned long long)++sequence);
  if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, backup, 0) != 0) backup[0] = 0;
}

static void absolute(const char* path, char* out) {
  if (path[0] == '/') {
    snprintf(out, PATH_MAX, "%s", path);
    return;
  }
  char here[PATH_MAX];
  if (getcwd(here, sizeof here) == NULL) here[0] = 0;
  snprintf(out, PATH_MAX, "%s/%s", here, path);
}

// ---- what is written ----

static ssize_t before_write(int file, int64_t offset, size_t size) {
  char path[PATH_MAX];
  if (control == NULL || !path_of(file, path)) return 0;
  if (fails(kWriteErrno)) return -1;
  if (!keeps_undo()) return 0;
  if (offset < 0) {
    const int flags = fcntl(file, F_GETFL);
    struct stat status;
    offset = (flags & O_APPEND) != 0 && fstat(file, &status) == 0 ? status.st_size
                                                                  : lseek(file, 0, SEEK_CUR);
  }
  pthread_mutex_lock(&mutex);
  note_data(file, offset, (int64_t)size);
  pthread_mutex_unlock(&mutex);
  return 0;
}

ssize_t write(int file, const void* bytes, size_t size) {
  if (before_write(file, -1, size) != 0) return -1;
  return syscall(SYS_write, file, bytes, size);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  if (before_write(file, offset, size) != 0) return -1;
  return syscall(SYS_pwrite64, file, bytes, size, offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  if (before_write(file, offset, size) != 0) return -1;
  return syscall(SYS_pwrite64, file, bytes, size, offset);
}
ssize_t writev(int file, const struct iovec* parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  if (before_write(file, -1, size) != 0) return -1;
  return syscall(SYS_writev, file, parts, count);
}
static int cut(int file, off64_t size) {
  char path[PATH_MAX];
  if (control != NULL && path_of(file, path)) {
    if (fails(kWriteErrno)) return -1;
    if (keeps_undo()) {
      pthread_mutex_lock(&mutex);
      note_data(file, size, INT64_MAX / 2);
      pthread_mutex_unlock(&mutex);
    }
  }
  return (int)syscall(SYS_ftruncate, file, size);
}
int ftruncate(int file, off_t size) noexcept { return cut(file, size); }
int ftruncate64(int file, off64_t size) noexcept { return cut(file, size); }
int posix_fallocate(int file, off_t offset, off_t size) {
  char path[PATH_MAX];
  if (control != NULL && path_of(file, path) && fails(kWriteErrno)) return errno;
  return REAL(posix_fallocate)(file, offset, size);
}

static int flush(int file, long number) {
  char path[PATH_MAX];
  if (control == NULL || !path_of(file, path)) return (int)syscall(number, file);
  if (fails(kFsyncErrno)) return -1;
  pthread_mutex_lock(&mutex);
  const int done = (int)syscall(number, file);
  struct stat status;
  if (done == 0 && keeps_undo() && fstat(file, &status) == 0) {
    char log[PATH_MAX];
    snprintf(log, sizeof log, "%s/%c%llu", undo, S_ISDIR(status.st_mode) ? 'n' : 'd',
             (unsigned long long)status.st_ino);
    syscall(SYS_unlinkat, AT_FDCWD, log, 0);
  }
  pthread_mutex_unlock(&mutex);
  return done;
}
// A power cut takes real flushes as well as none: skipping them would save time, but the order of
// calls is what is tested, so they are made.
int fsync(int file) { return flush(file, SYS_fsync); }
int fdatasync(int file) { return flush(file, SYS_fdatasync); }

// ---- names ----

static int opening(const char* path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  absolute(path, whole);
  const int ours = is_ours(whole) && !is_shared_memory(whole);
  struct stat status;
  const int there = ours && stat(whole, &status) == 0;
  if (ours && !there && (flags & O_CREAT) != 0 && fails(kWriteErrno)) return -1;
  const int cuts = (flags & O_TRUNC) != 0;
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path,
                                there && keeps_undo() ? flags & ~O_TRUNC : flags, mode);
  if (file < 0 || !ours || !keeps_undo()) return file;
  pthread_mutex_lock(&mutex);
  if (!there && (flags & O_CREAT) != 0) note_name('C', whole, "", "");
  if (there && cuts) note_data(file, 0, INT64_MAX / 2);
  pthread_mutex_unlock(&mutex);
  if (there && cuts && syscall(SYS_ftruncate, file, 0) != 0) return -1;
  return file;
}
static mode_t mode_of(int flags, va_list* list) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(*list, mode_t) : 0;
}
#define OPEN(name)                             \
  int name(const char* path, int flags, ...) { \
    va_list list;                              \
    va_start(list, flags);                     \
    const mode_t mode = mode_of(flags, &list); \
    va_end(list);                              \
    return opening(path, flags, mode);         \
  }
OPEN(open)
OPEN(open64)

// The library's own way in does not come through open(): the file is made here first.
static FILE* opening_stream(const char* path, const char* how) {
  if (how[0] == 'w') {
    const int made = opening(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (made < 0) return NULL;
    syscall(SYS_close, made);
  }
  return REAL(fopen64)(path, how);
}
FILE* fopen(const char* path, const char* how) { return opening_stream(path, how); }
FILE* fopen64(const char* path, const char* how) { return opening_stream(path, how); }

int rename(const char* from, const char* to) noexcept {
  char a[PATH_MAX], b[PATH_MAX], backup[PATH_MAX] = "";
  absolute(from, a);
  absolute(to, b);
  if (!is_ours(b)) return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (fails(kWriteErrno)) return -1;
  pthread_mutex_lock(&mutex);
  if (keeps_undo()) keep_copy(b, backup);
  const int done = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (done == 0 && keeps_undo()) note_name('R', b, a, backup);
  pthread_mutex_unlock(&mutex);
  return done;
}
int link(const char* from, const char* to) noexcept {
  char b[PATH_MAX];
  absolute(to, b);
  if (is_ours(b) && fails(kWriteErrno)) return -1;
  const int done = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (done == 0 && is_ours(b) && keeps_undo()) {
    pthread_mutex_lock(&mutex);
    note_name('C', b, "", "");
    pthread_mutex_unlock(&mutex);
  }
  return done;
}
static int removing(const char* path, int flags) {
  char whole[PATH_MAX], backup[PATH_MAX] = "";
  absolute(path, whole);
  if (!is_ours(whole) || is_shared_memory(whole) || flags != 0)
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
  pthread_mutex_lock(&mutex);
  if (keeps_undo()) keep_copy(whole, backup);
  const int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
  if (done == 0 && keeps_undo()) note_name('U', whole, "", backup);
  pthread_mutex_unlock(&mutex);
  return done;
}
int unlink(const char* path) noexcept { return removing(path, 0); }
int remove(const char* path) noexcept {
  struct stat status;
  if (lstat(path, &status) != 0) return -1;
  return removing(path, S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
}

// ---- the clock ----

static int64_t moved_ms(void) { return control == NULL ? 0 : control[kClockMs]; }

int clock_gettime(clockid_t clock, struct timespec* now) noexcept {
  const int done = (int)syscall(SYS_clock_gettime, clock, now);
  if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec += moved_ms() / 1000;
  return done;
}
int gettimeofday(struct timeval* now, void* zone) noexcept {
  const int done = (int)syscall(SYS_gettimeofday, now, zone);
  if (done == 0) now->tv_sec += moved_ms() / 1000;
  return done;
}
time_t time(time_t* out) noexcept {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"
