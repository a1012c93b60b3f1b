//! What an edition may show. The public edition is made from a handbook out of which everything else was taken first.
