/* Logistic regression by backpropagation, from test vectors, in C with nothing but libc.
 *
 *   cc -O2 -o logistic logistic.c -lm
 *   ./logistic vectors/logistic__vectorised__float64.safetensors results.safetensors
 *   parity vectors --verify vectors results.safetensors
 *
 * A safetensors file is: the length of a JSON header (8 bytes, little-endian), the header,
 * and all numbers. The header has {"dtype": ..., "shape": [...], "data_offsets": [from, to]}
 * for each name. This reads what parity writes, on a little-endian machine; it is no parser of
 * JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE "logistic/vectorised/float64"

static char *header, *numbers; /* of the file that was read */

static void fail(const char *what, const char *which) {
    fprintf(stderr, "logistic: %s %s\n", what, which);
    exit(2);
}

static void read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    uint64_t size;
    if (!file || fread(&size, 8, 1, file) != 1 || size > 1 << 20) fail("cannot read", path);
    header = calloc(size + 1, 1);
    numbers = malloc(1 << 20);
    if (!header || !numbers || fread(header, 1, size, file) != size) fail("cannot read", path);
    if (fread(numbers, 1, 1 << 20, file) == 0) fail("no numbers in", path);
    fclose(file);
}

/* The doubles of a tensor, and the first two dimensions of its shape (1 where it has fewer). */
static double *tensor(const char *name, long shape[2]) {
    char key[80];
    snprintf(key, sizeof key, "\"%s\":{\"dtype\":\"F64\",\"shape\":[", name);
    char *at = strstr(header, key);
    if (!at) fail("no float64 tensor", name);
    at += strlen(key);
    shape[0] = shape[1] = 1;
    for (int k = 0; *at != ']'; k++) {
        long size = strtol(at, &at, 10);
        if (k < 2) shape[k] = size;
        if (*at == ',') at++;
    }
    char *offsets = strchr(at + 1, '[');
    return (double *)(void *)(numbers + strtol(offsets + 1, NULL, 10));
}

static void write_results(const char *path, double J, const double *dw, long p, double db) {
    char text[400];
    FILE *file = fopen(path, "wb");
    int size = snprintf(text, sizeof text,
        "{\"__metadata__\":{\"case\":\"" CASE "\"},"
        "\"J\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
        "\"db\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[8,16]},"
        "\"dw\":{\"dtype\":\"F64\",\"shape\":[%ld,1],\"data_offsets\":[16,%ld]}}",
        p, 16 + 8 * p);
    uint64_t length = (uint64_t)size;
    if (!file) fail("cannot write", path);
    fwrite(&length, 8, 1, file);
    fwrite(text, 1, length, file);
    fwrite(&J, 8, 1, file);
    fwrite(&db, 8, 1, file);
    fwrite(dw, 8, (size_t)p, file);
    if (fclose(file)) fail("cannot write", path);
}

int main(int count, char **arguments) {
    long of_X[2], shape[2];
    if (count != 3) fail("usage:", "logistic VECTORS RESULTS");
    read_file(arguments[1]);
    if (!strstr(header, CASE "\"")) fail("this is not the case", CASE);
    double *X = tensor("X", of_X), *Y = tensor("Y", shape), *w = tensor("w", shape);
    double b = *tensor("b", shape), J = 0, db = 0;
    long p = of_X[0], m = of_X[1];
    double *dw = calloc((size_t)p, sizeof *dw);
    for (long i = 0; i < m; i++) {
        double z = b;
        for (long j = 0; j < p; j++) z += w[j] * X[j * m + i];
        J += (fmax(z, 0) - Y[i] * z + log1p(exp(-fabs(z)))) / m;
        double dz = (1 / (1 + exp(-z)) - Y[i]) / m;
        for (long j = 0; j < p; j++) dw[j] += dz * X[j * m + i];
        db += dz;
    }
    write_results(arguments[2], J, dw, p, db);
    return 0;
}
