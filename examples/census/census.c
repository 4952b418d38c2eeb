// Statistics over people who would rather not be looked at: reads "group,number" lines from standard input and prints
// count, mean, deviation and extremes for each group, but says nothing about a group of fewer than K.
//
//   census [K]                 K defaults to 5
//
// A file /census/groups, if it is mounted, lists the groups that may be named, one a line; all others are one group
// called "other". The input is held in memory only, and every line that cannot be read is counted, not guessed at.
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GROUPS = 256, LONGEST_NAME = 63, LONGEST_LINE = 1023 };

struct group {
  char name[LONGEST_NAME + 1];
  long count;
  double mean, squares, least, greatest;
};

static struct group groups[MOST_GROUPS];
static int known, only_listed;

static struct group *find(const char *name, int may_add) {
  for (int i = 0; i < known; i++)
    if (strcmp(groups[i].name, name) == 0) return &groups[i];
  if (!may_add || known == MOST_GROUPS || strlen(name) > LONGEST_NAME) return NULL;
  strcpy(groups[known].name, name);
  return &groups[known++];
}

// Welford's recurrence: one pass, and no difference of two large sums.
static void take(struct group *g, double value) {
  if (g->count == 0 || value < g->least) g->least = value;
  if (g->count == 0 || value > g->greatest) g->greatest = value;
  double from_mean = value - g->mean;
  g->mean += from_mean / ++g->count;
  g->squares += from_mean * (value - g->mean);
}

static void read_list(void) {
  FILE *list = fopen("/census/groups", "r");
  if (list == NULL) return;
  char line[LONGEST_LINE + 1];
  while (fgets(line, sizeof line, list)) {
    line[strcspn(line, "\r\n")] = 0;
    if (*line) find(line, 1);
  }
  fclose(list);
  only_listed = 1;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const struct group *)a)->name, ((const struct group *)b)->name);
}

int main(int argc, char **argv) {
  char *end = "";
  long fewest = argc > 1 ? strtol(argv[1], &end, 10) : 5;
  if (argc > 2 || *end || fewest < 1) {
    fputs("usage: census [K], and \"group,number\" lines on standard input\n", stderr);
    return 2;
  }
  read_list();

  char line[LONGEST_LINE + 1];
  long unreadable = 0, all = 0;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\r\n")] = 0;
    char *comma = strrchr(line, ',');
    if (*line == 0 || *line == '#') continue;
    all++;
    errno = 0;
    double value = comma ? strtod(comma + 1, &end) : 0;
    if (!comma || end == comma + 1 || *end || errno || !isfinite(value)) {
      unreadable++;
      continue;
    }
    *comma = 0;
    struct group *g = find(line, !only_listed);
    if (g == NULL) g = find("other", 1);
    if (g == NULL) {
      fputs("census: too many groups\n", stderr);
      return 3;
    }
    take(g, value);
  }

  qsort(groups, known, sizeof *groups, by_name);
  printf("%-24s %8s %12s %12s %12s %12s\n", "group", "count", "mean", "deviation", "least", "greatest");
  for (int i = 0; i < known; i++) {
    struct group *g = &groups[i];
    if (g->count == 0) continue;
    if (g->count < fewest) {
      printf("%-24s %8s\n", g->name, "too few");
      continue;
    }
    double deviation = g->count > 1 ? sqrt(g->squares / (g->count - 1)) : 0;
    printf("%-24s %8ld %12.2f %12.2f %12.2f %12.2f\n", g->name, g->count, g->mean, deviation, g->least, g->greatest);
  }
  printf("%ld lines, %ld of them unreadable\n", all, unreadable);
  return unreadable ? 1 : 0;
}
