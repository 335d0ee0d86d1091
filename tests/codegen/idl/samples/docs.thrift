/**
 * The file's own doc.
 *
 *   - indented
 *   - lines
 */
namespace py samples.docs

// Nobody's comment.

// Line comments above.
// Two of them.
typedef i32 Above

/** A block. */
typedef i32 Block

/* A plain block,
   of two lines. */
typedef i32 Plain

# Hashes count as well.
typedef i32 Hash

typedef i32 Behind // Behind the element.

/** A doc comment counts, whatever follows it, even empty lines. */

// TODO: not this

typedef i32 Far

typedef i32 Bare
// Directly above, and not behind.
typedef i32 Next

/**/
typedef i32 Silly
/***/
typedef i32 Sillier

//////////////////////
// A ruled box.
//////////////////////
typedef i32 Boxed

/**
 * Stars in the column,
 *   with an indented line,
 *
 * and an empty one.
 */
enum Color {
  RED = 1, // First.
  GREEN,   /// Second,
           /// which goes on.
  // Above the third.
  BLUE     //!< Behind the third.
}

struct Fields {
  /** Above and */
  1: i32 both // behind.
  2: i32 one; 3: i32 line // Only of the last one.
  /* before */ 4: i32 before
  5: i32 none
  // A comment with no element.
}

service Methods {
  /** Multi-line arguments. */
  void one(1: i32 a, // The a.
           2: i32 b) // Of the function too.

  // Above two.
  void two()
}
