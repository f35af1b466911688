// The pages of the library: files dropped, pasted or chosen go in; one picture's point, one key for “decorative”, a
// better file in its place.
import { data } from "./data.ts";
import { bring } from "./media/bring.ts";
import { FocalPoint, keep } from "./media/focal.ts";
import { usable, type Media } from "./upload.ts";

const list = document.querySelector("[data-uploads]");

async function into(files: File[]): Promise<void> {
  if (!list || files.length === 0) return;
  const came = await bring(list, files);
  // What was refused stays to be read; without it the wall is shown as it is now.
  if (came.length > 0 && list.childElementCount === 0) location.assign("/desk/pictures");
}

const drop = document.querySelector<HTMLElement>("[data-drop]");
if (drop) {
  const over = (is: boolean): void => void drop.classList.toggle("drop-over", is);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && over(false));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    void into(usable(event.dataTransfer?.files));
  });
  document.addEventListener("paste", (event) => void into(usable(event.clipboardData?.files)));
}
document.querySelector<HTMLInputElement>("[data-files]")?.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement;
  void into(usable(field.files)).then(() => (field.value = ""));
});

const media = data["media"] as Media | undefined;
const point = document.querySelector("focal-point");
if (media && point instanceof FocalPoint) keep(point, media.key);

const decorative = document.querySelector<HTMLInputElement>("[data-decorative]");
const alt = document.querySelector<HTMLTextAreaElement>("#alt");
if (decorative && alt) {
  const follow = (): void => void (alt.disabled = decorative.checked);
  decorative.addEventListener("change", follow);
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyD") return;
    event.preventDefault();
    decorative.checked = !decorative.checked;
    follow();
  });
}

const replace = document.querySelector<HTMLInputElement>("[data-replace]");
replace?.addEventListener("change", async () => {
  const [file] = usable(replace.files);
  if (!file || !list) return;
  const [came] = await bring(list, [file], `/media/${replace.dataset.replace ?? ""}/replace`);
  replace.value = "";
  if (came) location.assign(`/desk/pictures/${came.key}`);
});
