/**
 * What compiled programs work on while they run: instances, memories, tables, functions; and how
 * they are stopped, continued and ended.
 */
@NullMarked
package org.vouchsafe.engine.runtime;

import org.jspecify.annotations.NullMarked;
