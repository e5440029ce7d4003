/** A small app as R8 might shrink it, and what crashed in it. */

export const ID = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';

export const MAPPING = `# compiler: R8
# pg_map_id: ${ID.slice(0, 7)}
# pg_map_hash: SHA-256 ${ID}
# {"id":"com.android.tools.r8.mapping","version":"2.2"}
com.example.shop.Cart -> a.a:
# {"id":"sourceFile","fileName":"Cart.kt"}
    java.util.List items -> a
    1:3:void add(com.example.shop.Item):20:22 -> a
    4:4:int com.example.shop.Price.of(com.example.shop.Item):9:9 -> a
    4:4:void add(com.example.shop.Item):24 -> a
    void close() -> b
    void left() -> c
    void right() -> c
com.example.shop.CartActivity -> com.example.shop.CartActivity:
# {"id":"sourceFile","fileName":"CartActivity.kt"}
    1:1:void onCreate(android.os.Bundle):31:31 -> onCreate
com.example.shop.CartActivity$$ExternalSyntheticLambda0 -> a.b:
# {"id":"com.android.tools.r8.synthesized"}
    1:1:void run():0:0 -> run
    # {"id":"com.android.tools.r8.synthesized"}
com.example.shop.EmptyCartException -> a.c:
com.example.shop.Price -> a.d:
# {"id":"sourceFile","fileName":"Money.kt"}
    int cents -> a
`;

export const TRACE = `FATAL EXCEPTION: main
Process: com.example.shop, PID: 4211
a.c: no items
\tat a.a.a(SourceFile:4)
\tat a.b.run(SourceFile:1)
\tat com.example.shop.CartActivity.onCreate(SourceFile:1)
\tat android.app.Activity.performCreate(Activity.java:8595)
Caused by: java.lang.IllegalStateException: a.a is closed
\tat a.a.b(SourceFile:57)
\t... 3 more
`;
