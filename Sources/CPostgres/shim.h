// PostgreSQL's client library. Its folder comes from pkg-config, so that this works where it lies elsewhere.
#include <libpq-fe.h>
