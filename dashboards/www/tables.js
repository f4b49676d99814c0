// Tables that were sent as they are: headers sort, a field searches, and long ones turn pages. Raw figures sort as
// numbers, days and times by their raw text, everything else as words in the viewer's language.
(() => {
  const compareWords = new Intl.Collator(navigator.languages, { numeric: true, sensitivity: 'base' }).compare;

  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const { value } = cell.dataset;
    if (value === undefined) return cell.textContent;
    if (value === '') return null;
    return Number.isNaN(Number(value)) ? value : Number(value);
  };
  const compare = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null); // what is not known comes last
    return typeof a === 'number' ? a - b : compareWords(a, b);
  };

  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);

  class Sheet {
    constructor(table) {
      this.table = table;
      this.rows = [...table.tBodies[0].rows];
      this.found = this.rows;
      this.size = Number(table.dataset.pageRows);
      this.page = 0;
      this.written = new Set();
      this.makeHeaders();
      if (this.rows.length > this.size) this.makeBars();
      this.show();
    }

    makeHeaders() {
      for (const [column, header] of [...this.table.tHead.rows[0].cells].entries()) {
        const button = make('button', { type: 'button', className: 'ff-sort', textContent: header.textContent });
        button.addEventListener('click', () => this.sort(column, header));
        header.replaceChildren(button);
      }
    }

    makeBars() {
      const name = this.table.caption.textContent;
      const search = make('input', { type: 'search', className: 'form-control', placeholder: 'Search' });
      search.setAttribute('aria-label', `Search in: ${name}`);
      search.addEventListener('input', () => this.search(search.value));
      const head = make('div', { className: 'ff-sheet-head' });
      head.append(search);
      this.status = make('span');
      this.status.setAttribute('role', 'status');
      this.back = make('button', { type: 'button', className: 'ff-button', textContent: 'Back' });
      this.next = make('button', { type: 'button', className: 'ff-button', textContent: 'Next' });
      this.back.addEventListener('click', () => this.turn(-1));
      this.next.addEventListener('click', () => this.turn(1));
      const foot = make('div', { className: 'ff-sheet-foot' });
      foot.append(this.status, this.back, this.next);
      const wrap = this.table.parentElement;
      wrap.before(head);
      wrap.after(foot);
    }

    sort(column, header) {
      const isDown =
        header.ariaSort === 'descending' || (header.ariaSort !== 'ascending' && header.className !== 'ff-number');
      for (const other of header.parentElement.cells) other.removeAttribute('aria-sort');
      header.ariaSort = isDown ? 'ascending' : 'descending';
      const sign = isDown ? 1 : -1;
      this.rows.sort((a, b) => {
        const [x, y] = [keyOf(a, column), keyOf(b, column)];
        return x === null || y === null ? compare(x, y) : sign * compare(x, y);
      });
      this.table.tBodies[0].append(...this.rows);
      this.search(this.words ?? '');
    }

    search(words) {
      this.words = words;
      const wanted = words.toLocaleLowerCase();
      if (wanted) this.write(this.rows); // what is searched is what would be read
      this.found = this.rows.filter((row) => row.textContent.toLocaleLowerCase().includes(wanted));
      this.page = 0;
      this.show();
    }

    // Of a long table a page is written in the viewer's language, the rest when it is turned to.
    write(rows) {
      for (const row of rows) {
        if (this.written.has(row)) continue;
        this.written.add(row);
        footfall.localise(row);
      }
    }

    turn(by) {
      this.page += by;
      this.show();
    }

    show() {
      const from = this.page * this.size;
      const shown = new Set(this.found.slice(from, from + this.size));
      this.write(shown);
      for (const row of this.rows) row.hidden = !shown.has(row);
      if (!this.status) return;
      const to = Math.min(from + this.size, this.found.length);
      const [first, last, all] = [from + 1, to, this.found.length].map((count) => footfall.write(count, 'count'));
      this.status.textContent = this.found.length ? `${first} to ${last} of ${all}` : 'Nothing matches.';
      this.back.disabled = from === 0;
      this.next.disabled = to >= this.found.length;
    }
  }

  /** Makes a cell a button that opens what it names: sets the input of that name. The text is set as text. */
  footfall.makeLink = (cell, text, input) => {
    const button = make('button', { type: 'button', className: 'ff-link', textContent: text });
    button.addEventListener('click', () => {
      Shiny.setInputValue(input, text, { priority: 'event' });
      window.scrollTo({ top: 0 });
    });
    cell.replaceChildren(button);
  };

  const ready = (scope) => {
    for (const table of scope.querySelectorAll('table.ff-table[data-page-rows]:not([data-ready])')) {
      table.dataset.ready = '';
      const link = table.closest('[data-link]')?.dataset.link;
      if (link)
        for (const cell of table.querySelectorAll('[data-format="link"]'))
          footfall.makeLink(cell, cell.textContent, link);
      new Sheet(table);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    jQuery(document).on('shiny:value', (event) => requestAnimationFrame(() => ready(event.target)));
  });

  // What comes while its page is hidden DataTables' widget keeps until its size changes, which it may never do.
  document.addEventListener('shown.bs.tab', () => {
    const widget = HTMLWidgets.widgets.find(({ name }) => name === 'datatables');
    for (const table of document.querySelectorAll('.tab-pane.active .datatables')) {
      const instance = HTMLWidgets.getInstance(table);
      if (instance?.data) widget.renderValue(table, instance.data, instance);
    }
  });
})();
