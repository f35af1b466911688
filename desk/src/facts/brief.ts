// What was asked for: by whom it is to be written, until when, and the brief; corrections that readers have been told of.
import { html, nothing, type TemplateResult } from "lit";
import { deskData } from "../desk-data.ts";
import { spoken } from "../when.ts";
import { word } from "../words.ts";
import { Part } from "./part.ts";

export class Brief extends Part {
  protected readonly follows = ["story"] as const;

  override render(): TemplateResult | typeof nothing {
    const { assignment, state, corrections } = this.store.story;
    const { zone, language } = deskData();
    const said = (at: string): string => spoken(new Date(at), new Date(), zone, language);
    return html`${assignment ? this.section("brief", html`<p class="brief">${assignment.brief}</p>
        <p class="facts-quiet">${assignment.writer?.name ?? ""}${assignment.deadline ? html`${assignment.writer ? ", " : ""}${word("facts.due", { at: said(assignment.deadline) })}` : nothing}</p>`) : nothing}
      ${state.note ? this.section("said", html`<p class="brief">${state.note}</p>`) : nothing}
      ${state.reason ? this.section("withdrawn", html`<p class="brief">${state.reason}</p>${state.at ? html`<p class="facts-quiet">${said(state.at)}</p>` : nothing}`) : nothing}
      ${corrections.length > 0 ? this.section("corrections", html`<ol class="notes">${corrections.map((one) => html`<li class="note"><p class="note-who"><time datetime=${one.at}>${said(one.at)}</time></p><p class="note-text">${one.text}</p></li>`)}</ol>`) : nothing}`;
  }
}

customElements.define("desk-brief", Brief);
