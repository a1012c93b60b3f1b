// Words with slips of the keyboard: what was meant, and what is near. Loaded where a word is not known.
// `spelling(n)` gives the known words with the n-th first letter of `root.letters`.
"use strict";
(() => {
  /** Letters that differ between two words, a swap of neighbours counting one; more than `most` is told as `most + 1`. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1];
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return row[other.length];
  }

  const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
  const SOUNDS = ["cksq", "fpv", "gj", "aeiouy", "szx", "nk", "wr"];
  /** Letters on the keys around one, and those that sound like it. */
  const beside = (letter) => {
    const row = KEYS.findIndex((keys) => keys.includes(letter));
    const at = row < 0 ? 0 : KEYS[row].indexOf(letter);
    const around = row < 0 ? [] : KEYS.slice(Math.max(0, row - 1), row + 2).flatMap((keys) => [...keys.slice(Math.max(0, at - 1), at + 2)]);
    return [...around, ...SOUNDS.filter((sound) => sound.includes(letter)).join("")];
  };

  /** Slips that a word may have: none in codes and numbers. */
  const slipsOf = (word) => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  /** Known words that a word with slips may have been meant for, the likeliest first. */
  async function meant(root, spelling, word, typing) {
    const most = slipsOf(word);
    if (most === 0) return [];
    const letters = [...root.letters];
    const near = (list) =>
      list
        .map(({ word: known, common }) => {
          let slips = distance(word, known, most);
          let cut = false;
          // A word that is still being typed is compared with as much of the known one.
          if (typing && slips > 1 && known.length > word.length) {
            const begun = Math.min(distance(word, known.slice(0, word.length), 1), distance(word, known.slice(0, word.length + 1), 1));
            if (begun <= 1 && begun < slips) [slips, cut] = [begun + 0.5, true];
          }
          return { word: known, slips, common, cut };
        })
        .filter(({ slips }) => slips <= most + 0.5)
        .sort((a, b) => a.slips - b.slips || b.common - a.common);
    const ofLetters = async (firsts) => {
      const places = [...new Set(firsts)].map((letter) => letters.indexOf(letter)).filter((place) => place >= 0);
      return near((await Promise.all(places.map(spelling))).flat());
    };
    // The first letters are right, or swapped, or too many; else a key beside the right one, or one that sounds alike;
    // else anything, as where the first letter is missing.
    let found = await ofLetters([word[0], word[1]]);
    if (found.length === 0) found = await ofLetters(beside(word[0]));
    if (found.length === 0) found = await ofLetters(letters);
    // Some slips fewer, or clearly more common: the others are not meant.
    return found.filter(({ slips }) => slips <= found[0].slips + (found[0].slips < 1.5 ? 0 : 0.5)).slice(0, 4);
  }

  /** Known words nearest to those of a query that led nowhere. */
  async function nearest(root, spelling, texts) {
    const letters = [...root.letters];
    const found = [];
    for (const text of texts.filter((text) => text.length >= 3 && !root.idle.has(text)).slice(0, 3)) {
      const place = letters.indexOf(text[0]);
      if (place < 0) continue;
      const near = (await spelling(place))
        .map(({ word, common }) => ({ word, common, far: word.startsWith(text.slice(0, 4)) ? 2 : distance(text, word, 3) }))
        .filter(({ far }) => far <= 3);
      near.sort((a, b) => a.far - b.far || b.common - a.common);
      found.push(...near.slice(0, 3).map(({ word }) => word));
    }
    return [...new Set(found)];
  }

  handbookSearch("slips", { meant, nearest });
})();
