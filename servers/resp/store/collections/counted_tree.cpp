#include "servers/resp/store/collections/counted_tree.hpp"

#include "servers/resp/store/collections/counted_tree_erase.hpp"

namespace kit::resp {

template class CountedTree<30, 31>;

}  // namespace kit::resp
