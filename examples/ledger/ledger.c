// A ledger that lives in memory between calls: a reactor, whose exports are called one at a time.
//
//   post     reads entries from standard input, one "account amount" a line (amount in cents, may be negative), books
//            all of them or none, and prints each account it touched with its new balance
//   balance  prints every account; no input
//
// An export returns 0, or the number of the first line that cannot be booked.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_ACCOUNTS = 1024, LONGEST_NAME = 63, MOST_INPUT = 1 << 20 };

struct account {
  char name[LONGEST_NAME + 1];
  long long cents, pending;
  int touched;
};

static struct account accounts[MOST_ACCOUNTS];
static int known;
static char input[MOST_INPUT + 1];

// Every call has a standard input of its own, so nothing may be buffered from one call to the next.
static int read_all(void) {
  size_t length = 0;
  for (;;) {
    ssize_t n = read(0, input + length, MOST_INPUT - length);
    if (n < 0) return 0;
    if (n == 0) break;
    length += n;
    if (length == MOST_INPUT) return 0;
  }
  input[length] = 0;
  return strlen(input) == length;
}

static void print(const struct account *a) {
  char line[LONGEST_NAME + 32];
  int length = snprintf(line, sizeof line, "%s %lld\n", a->name, a->cents);
  for (int at = 0; at < length;) {
    ssize_t n = write(1, line + at, length - at);
    if (n <= 0) return;
    at += n;
  }
}

static struct account *account(const char *name) {
  for (int i = 0; i < known; i++)
    if (strcmp(accounts[i].name, name) == 0) return &accounts[i];
  if (known == MOST_ACCOUNTS || strlen(name) > LONGEST_NAME) return NULL;
  strcpy(accounts[known].name, name);
  return &accounts[known++];
}

static int enter(char *line) {
  char *space = strchr(line, ' '), *end = NULL;
  if (space == NULL || space == line) return 0;
  long long cents = strtoll(space + 1, &end, 10);
  *space = 0;
  struct account *a = end == space + 1 || *end ? NULL : account(line);
  if (a == NULL || __builtin_add_overflow(a->pending, cents, &a->pending)) return 0;
  long long sum;
  if (__builtin_add_overflow(a->cents, a->pending, &sum)) return 0;
  a->touched = 1;
  return 1;
}

__attribute__((export_name("post"))) int post(void) {
  int known_before = known, number = 0, wrong = read_all() ? 0 : 1;
  for (char *line = input, *next; !wrong && *line; line = next) {
    next = line + strcspn(line, "\n");
    if (*next) *next++ = 0;
    number++;
    if (*line && !enter(line)) wrong = number;
  }
  for (int i = 0; i < known; i++) {
    struct account *a = &accounts[i];
    if (!wrong && a->touched) {
      a->cents += a->pending;
      print(a);
    }
    a->pending = 0;
    a->touched = 0;
  }
  if (wrong) {
    memset(accounts + known_before, 0, (known - known_before) * sizeof *accounts);
    known = known_before;
  }
  return wrong;
}

__attribute__((export_name("balance"))) int balance(void) {
  for (int i = 0; i < known; i++) print(&accounts[i]);
  return 0;
}
