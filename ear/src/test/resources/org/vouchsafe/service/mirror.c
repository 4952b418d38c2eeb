// What CanaryIT runs: prints its arguments and variables as they are, and files and input with every bit turned over, so
// that what comes out was never put in. Two modules come of it, compiled as examples/build.sh compiles: mirror.wasm, and
// with -mexec-model=reactor mirror-calls.wasm.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static void print(const char *from, size_t length) {
  while (length > 0) {
    ssize_t n = write(1, from, length);
    if (n <= 0) _exit(1);
    from += n;
    length -= n;
  }
}

static void turn(int descriptor) {
  static char piece[4096];
  for (ssize_t n; (n = read(descriptor, piece, sizeof piece)) > 0;) {
    for (ssize_t i = 0; i < n; i++) piece[i] = ~piece[i];
    print(piece, n);
  }
}

__attribute__((export_name("mirror"))) void mirror(void) { turn(0); }

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) print(arguments[i], strlen(arguments[i]));
  for (char **variable = environ; *variable; variable++) print(*variable, strlen(*variable));
  turn(open("/secrets", O_RDONLY));
  turn(0);
}
