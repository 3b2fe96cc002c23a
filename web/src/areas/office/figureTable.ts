import { body, client } from "@/api/client";
import type { TableInput } from "@/api/types";

/** A cell of a figure's table: what is read, what a workbook holds, and the list behind it. */
export interface FigureCell {
  text: string;
  value?: number | null;
  to?: string | null;
}

/** A figure as a table: for who does not see it, and for its workbook. */
export interface FigureTable {
  head: string[];
  rows: FigureCell[][];
}

/** What the service makes a workbook of: numbers stay numbers. */
export function tableInput(title: string, table: FigureTable): TableInput {
  const cell = (entry: FigureCell) => (entry.value === undefined ? entry.text : entry.value);
  return { title, header: table.head, rows: table.rows.map((row) => row.map(cell)) };
}

/** Hands a file to the person, as a link with `download` does. */
export function saveFile(content: Blob | string, name: string): void {
  const link = document.createElement("a");
  const address = typeof content === "string" ? content : URL.createObjectURL(content);
  link.href = address;
  link.download = name;
  link.click();
  if (typeof content !== "string") setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export async function saveTable(title: string, table: FigureTable): Promise<void> {
  const made = await body(client.POST("/exports/table.xlsx", { body: tableInput(title, table), parseAs: "blob" }));
  saveFile(made as unknown as Blob, `${title}.xlsx`);
}

const PNG_SCALE = 2;

/** An SVG of the page as a PNG: its computed colours and fonts are written into a copy, since a picture has no style sheet. */
export async function svgToPng(svg: SVGSVGElement): Promise<string> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((element, at) => {
    const style = getComputedStyle(element);
    for (const name of ["fill", "stroke", "stroke-width", "font-size", "font-family", "font-weight", "text-anchor"])
      copies[at]?.setAttribute(name, style.getPropertyValue(name));
  });
  const box = svg.getBoundingClientRect();
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  return drawn(picture, box.width, box.height);
}

function drawn(picture: HTMLImageElement, width: number, height: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  const context = canvas.getContext("2d");
  if (context === null) return "";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
