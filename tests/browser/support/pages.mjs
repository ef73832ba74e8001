// The pages that the demonstration has.
export const VILLAGE = "623023100202"; // 鎖兒頭村
export const BOARD = `/v/${VILLAGE}`;

// Addresses of one page of each kind. The ids are the demonstration's, so they are read off the board.
export async function publicPages(request) {
  const html = await (await request.get(BOARD)).text();
  const links = (kind) => [...html.matchAll(new RegExp(`href="(${BOARD}/${kind}/[^"]+)"`, "g"))].map((match) => match[1]);
  const matters = links("matters");
  return { front: "/", board: BOARD, record: matters.at(-1), early: matters[0], notice: links("notices")[0] };
}
