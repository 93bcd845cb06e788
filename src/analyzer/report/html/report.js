// SPDX-License-Identifier: GPL-2.0-or-later
// Makes the long tables sortable and searchable, and commands ready to be copied. The page is whole without it.
'use strict';
(() => {
    const make = (name, properties, ...children) => {
        const element = Object.assign(document.createElement(name), properties);
        element.append(...children);
        return element;
    };

    // ---- Sorting ----

    const keyOf = (row, column) => {
        const cell = row.cells[column];
        return cell ? cell.dataset.key ?? cell.textContent : '';
    };

    const compare = (one, other) => {
        const [a, b] = [Number(one), Number(other)];
        if (one !== '' && other !== '' && !Number.isNaN(a) && !Number.isNaN(b))
            return a - b;
        return one.localeCompare(other, 'en', {numeric: true});
    };

    const sortBy = (table, column, descending) => {
        const body = table.tBodies[0];
        const rows = Array.from(body.rows, row => ({row, key: keyOf(row, column)}));
        rows.sort((a, b) => descending ? compare(b.key, a.key) : compare(a.key, b.key));
        body.append(...rows.map(entry => entry.row));
    };

    const makeSortable = table => {
        const heads = Array.from(table.tHead.rows[0].cells);
        heads.forEach((head, column) => {
            const button = make('button', {type: 'button', className: 'sort'}, ...head.childNodes);
            head.append(button);
            button.addEventListener('click', () => {
                const descending = head.getAttribute('aria-sort') === 'ascending';
                for (const other of heads)
                    other.removeAttribute('aria-sort');
                head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
                sortBy(table, column, descending);
            });
        });
    };

    // ---- Searching ----

    const FEW = 6; // rows that need no search

    const makeSearchable = table => {
        const rows = Array.from(table.tBodies[0].rows);
        if (rows.length < FEW)
            return;
        const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
        const input = make('input', {type: 'search', autocomplete: 'off', spellcheck: false});
        const count = make('output', {});
        const label = make('label', {}, 'Search', input);
        input.addEventListener('input', () => {
            const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
            let shown = 0;
            for (const row of rows) {
                row.hidden = !words.every(word => texts.get(row).includes(word));
                shown += row.hidden ? 0 : 1;
            }
            count.textContent = words.length ? `${shown} of ${rows.length} rows` : '';
        });
        input.setAttribute('aria-label', `Search in: ${table.caption.textContent}`);
        table.parentElement.before(make('p', {className: 'search'}, label, count));
    };

    // ---- Copying ----

    const copy = async (code, button) => {
        try {
            await navigator.clipboard.writeText(code.textContent);
            button.textContent = 'Copied';
        } catch {
            getSelection().selectAllChildren(code); // a browser that forbids it: one key less to press
            button.textContent = 'Marked: press Ctrl+C';
        }
    };

    const makeCopyable = command => {
        const button = make('button', {type: 'button', className: 'copy'}, 'Copy');
        button.addEventListener('click', () => copy(command.querySelector('code'), button));
        button.setAttribute('aria-live', 'polite');
        command.after(button);
    };

    for (const table of document.querySelectorAll('table.list')) {
        makeSortable(table);
        makeSearchable(table);
    }
    document.querySelectorAll('pre.command').forEach(makeCopyable);
})();
