// What an answer card says: who holds it today, and where it is written. Loaded with the first answer.
"use strict";
(() => {
  /**
   * The answer of one network, out of its data as the program's module `search::answers` describes them. Gives seats,
   * the places where it is written, and a note where nobody holds it.
   */
  function answer(subject, data) {
    const seat = (at) => (at >= 2 ? data.s[at - 2] : undefined);
    const held = (at) => (seat(at) ? { seats: [seat(at)] } : { note: "No one is recorded." });
    const own = (list) => list.find(([address]) => address === subject.address) ?? [];
    switch (subject.kind) {
      case "r": {
        const posts = data.s.filter(({ r }) => r === subject.place + 1);
        return posts.length > 0 ? { seats: posts.slice(0, 4) } : { note: "This network records no such post." };
      }
      case "d": {
        const at = data.d[subject.place];
        if (at === 0) return { note: "It is not in use in this network." };
        const [, written = []] = data.w.find(([place]) => place === subject.place) ?? [];
        return { ...held(at), written };
      }
      case "e": {
        const [, at, written = []] = own(data.o);
        return { ...held(at), written };
      }
      case "s": {
        const [, at, contact = []] = own(data.v);
        return { ...held(at), contact };
      }
      case "f": {
        const [, at, deputy] = own(data.f);
        if (at === undefined) return { note: "It is not recorded that anybody speaks there for this network." };
        return { ...held(at), deputy: seat(deputy) };
      }
      default:
        return { seats: data.s.filter(({ p }) => p[0] === subject.address) };
    }
  }

  handbookSearch("answers", answer);
})();
