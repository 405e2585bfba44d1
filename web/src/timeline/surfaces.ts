// Canvases that are never shown: images of heat, drawn onto the tape piece by piece.

/** An image of some columns, one pixel a cell of time and price row, highest price on top. */
export interface Surface {
  readonly image: CanvasImageSource;
  /** Replace a part by these pixels (ABGR, `width` a row). */
  put(pixels: Uint32Array<ArrayBuffer>, x: number, y: number, width: number, height: number): void;
}

/** Makes surfaces; tests make their own. */
export type MakeSurface = (width: number, height: number) => Surface;

/** Surfaces of the browser, off the page where it can do that. */
export const browserSurface: MakeSurface = (width, height) => {
  const canvas =
    typeof OffscreenCanvas === 'undefined'
      ? Object.assign(document.createElement('canvas'), { width, height })
      : new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D | null;
  return {
    image: canvas,
    put(pixels, x, y, columns, rows) {
      const bytes = new Uint8ClampedArray(pixels.buffer, 0, columns * rows * 4);
      pen?.putImageData(new ImageData(bytes, columns, rows), x, y);
    },
  };
};
