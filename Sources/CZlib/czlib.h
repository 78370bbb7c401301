#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

/// Makes a stream ready to unpack gzip data. `inflateInit2` is a macro, which Swift does not import.
static inline int czlib_start_gzip(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }

#endif
