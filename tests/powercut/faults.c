/* An ill disk, and bytes that kill whoever reads them. Preloaded into a program.
 *
 * FAULTS_CONTROL  a file that is looked into at every flush: while it begins with `f`, a flush fails with an I/O error;
 *                 while it begins with `h`, it does not return
 * FAULTS_DEADLY   bytes: who reads a long document with them in it ends as with a wild pointer */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *control;
static const char *deadly;

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    control = getenv("FAULTS_CONTROL");
    deadly = getenv("FAULTS_DEADLY");
}

static char mood(void) {
    char first = 0;
    int fd = control ? open(control, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return 0;
    if (REAL(read)(fd, &first, 1) != 1) first = 0;
    close(fd);
    return first;
}

static int fails(void) {
    while (mood() == 'h') usleep(2000);
    if (mood() != 'f') return 0;
    errno = EIO;
    return 1;
}

int fsync(int fd) { return fails() ? -1 : REAL(fsync)(fd); }

int fdatasync(int fd) { return fails() ? -1 : REAL(fdatasync)(fd); }

/* A file is copied page by page; what is longer is a document on its way out of the log. */
#define DOCUMENT_BYTES_MIN 8192

void *memcpy(void *to, const void *from, size_t n) {
    if (deadly && n >= DOCUMENT_BYTES_MIN && memmem(from, n, deadly, strlen(deadly))) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    return memmove(to, from, n);
}
