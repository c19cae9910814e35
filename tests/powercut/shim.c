/* A disk whose power can be cut. Preloaded into a program, it writes down, in order, every change the program makes to
 * files in one folder and every flush it asks for; src/power/disk.rs makes of it what a disk would hold that lost what
 * was not flushed.
 *
 * POWERCUT_FOLDER   the folder, absolute
 * POWERCUT_JOURNAL  where to write it down
 * POWERCUT_LIE      if set, fdatasync says yes and does nothing: what a server without its flush would be
 *
 * A change is written down after it is made and a flush's beginning before it is asked for, so a change that stands
 * before a beginning is surely covered by that flush; one that stands after it is not counted on. Flushes take a
 * millisecond here, as on a disk: there is time for changes beside them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, UNLINK, RENAME };

/* What a descriptor is: 0 nothing of ours, 1 the folder itself, otherwise a file's inode. */
#define DESCRIPTORS 65536
static uint64_t file_of[DESCRIPTORS];
#define FOLDER 1

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static const char *folder;
static size_t folder_len;
static int lies;
static uint64_t n_syncs;

#define REAL(name, ...)                                                                                                \
    static __typeof__(name) *real;                                                                                     \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                                                     \
    __VA_ARGS__

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWERCUT_JOURNAL");
    folder = getenv("POWERCUT_FOLDER");
    if (!path || !folder) return;
    folder_len = strlen(folder);
    lies = getenv("POWERCUT_LIE") != NULL;
    journal = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void note(uint8_t kind, uint64_t file, uint64_t at, const void *bytes, uint64_t n_bytes) {
    uint64_t head[4] = {kind, file, at, n_bytes};
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, n_bytes}};
    pthread_mutex_lock(&turn);
    if (writev(journal, parts, 2) != (ssize_t)(sizeof head + n_bytes)) abort();
    pthread_mutex_unlock(&turn);
}

static uint64_t file_at(int fd) { return fd >= 0 && fd < DESCRIPTORS ? __atomic_load_n(&file_of[fd], __ATOMIC_ACQUIRE) : 0; }

static void set_file(int fd, uint64_t file) {
    if (fd >= 0 && fd < DESCRIPTORS) __atomic_store_n(&file_of[fd], file, __ATOMIC_RELEASE);
}

/* The name inside the folder; "" for the folder itself, NULL for anything else and for what no crash leaves behind. */
static const char *inside(const char *path) {
    if (journal < 0 || !path || strncmp(path, folder, folder_len) != 0) return NULL;
    const char *name = path + folder_len;
    if (*name == '/') name++;
    else if (*name) return NULL;
    size_t len = strlen(name);
    if (len >= 4 && strcmp(name + len - 4, "-shm") == 0) return NULL;
    return name;
}

static int opened(int fd, const char *path, int flags, int was_there) {
    const char *name = fd >= 0 ? inside(path) : NULL;
    struct stat about;
    if (!name || fstat(fd, &about) != 0) return fd;
    if (S_ISDIR(about.st_mode)) {
        if (!*name) set_file(fd, FOLDER);
        return fd;
    }
    set_file(fd, about.st_ino);
    if (!was_there) note(CREATE, about.st_ino, 0, name, strlen(name));
    else if (flags & O_TRUNC) note(TRUNCATE, about.st_ino, 0, NULL, 0);
    return fd;
}

static int is_there(const char *path) {
    struct stat about;
    return inside(path) ? stat(path, &about) == 0 : 1;
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                      \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;                                      \
        va_end(more);                                                                                                  \
        int was_there = is_there(path);                                                                                \
        REAL(name, return opened(real(path, flags, mode), path, flags, was_there);)                                    \
    }
#define OPENAT(name)                                                                                                   \
    int name(int at, const char *path, int flags, ...) {                                                              \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;                                      \
        va_end(more);                                                                                                  \
        int was_there = is_there(path);                                                                                \
        REAL(name, return opened(real(at, path, flags, mode), path, flags, was_there);)                                \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    set_file(fd, 0);
    REAL(close, return real(fd);)
}

static ssize_t wrote(int fd, ssize_t n, const void *bytes, off64_t at) {
    uint64_t file = n > 0 ? file_at(fd) : 0;
    if (file > FOLDER) note(WRITE, file, at, bytes, n);
    return n;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    REAL(write, if (file_at(fd) <= FOLDER) return real(fd, bytes, n);)
    /* Files opened to append to are not told apart: nobody here does that. */
    off64_t at = lseek64(fd, 0, SEEK_CUR);
    return wrote(fd, real(fd, bytes, n), bytes, at);
}

ssize_t writev(int fd, const struct iovec *parts, int n_parts) {
    REAL(writev, if (file_at(fd) <= FOLDER) return real(fd, parts, n_parts);)
    ssize_t sum = 0;
    for (int i = 0; i < n_parts; i++) {
        ssize_t n = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (n < 0) return sum ? sum : n;
        sum += n;
        if ((size_t)n < parts[i].iov_len) break;
    }
    return sum;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
    REAL(pwrite, return wrote(fd, real(fd, bytes, n, at), bytes, at);)
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    REAL(pwrite64, return wrote(fd, real(fd, bytes, n, at), bytes, at);)
}

static int cut_to(int fd, int done, off64_t len) {
    uint64_t file = done == 0 ? file_at(fd) : 0;
    if (file > FOLDER) note(TRUNCATE, file, len, NULL, 0);
    return done;
}

int ftruncate(int fd, off_t len) {
    REAL(ftruncate, return cut_to(fd, real(fd, len), len);)
}

int ftruncate64(int fd, off64_t len) {
    REAL(ftruncate64, return cut_to(fd, real(fd, len), len);)
}

static int flush(uint64_t file) {
    uint64_t number = __atomic_add_fetch(&n_syncs, 1, __ATOMIC_RELAXED);
    note(SYNC_BEGIN, file, number, NULL, 0);
    usleep(1000);
    note(SYNC_END, file, number, NULL, 0);
    return 0;
}

int fsync(int fd) {
    REAL(fsync, return file_at(fd) ? flush(file_at(fd)) : real(fd);)
}

int fdatasync(int fd) {
    REAL(fdatasync, if (!file_at(fd)) return real(fd);)
    return lies ? 0 : flush(file_at(fd));
}

static int gone(const char *path, int done) {
    const char *name = done == 0 ? inside(path) : NULL;
    if (name) note(UNLINK, FOLDER, 0, name, strlen(name));
    return done;
}

int unlink(const char *path) {
    REAL(unlink, return gone(path, real(path));)
}

int unlinkat(int at, const char *path, int flags) {
    REAL(unlinkat, return gone(path, real(at, path, flags));)
}

int rename(const char *from, const char *to) {
    REAL(rename, int done = real(from, to);)
    const char *old = done == 0 ? inside(from) : NULL, *new = done == 0 ? inside(to) : NULL;
    if (old && new) {
        char names[2 * PATH_MAX];
        int n = snprintf(names, sizeof names, "%s%c%s", old, 0, new);
        note(RENAME, FOLDER, 0, names, n);
    }
    return done;
}
