/** A field of the event, by its declaration. */
import { labelOf, leave, shownFor, type, typed } from '../state/form.js';
import { sentence } from '../parts/format.js';
import { Field } from './field.jsx';

/** @import { FieldDeclaration } from '../../pkg/index.js' */
/** @import { Wiring } from './field.jsx' */

/** @param {{ field: FieldDeclaration }} props */
export function EventField({ field }) {
  const { name, about, required } = field;
  return (
    <Field
      label={labelOf(name)}
      name={name}
      help={`${sentence(about)}${limitOf(field)}.`}
      isRequired={required !== 'no'}
      messages={shownFor(name)}
    >
      {(wiring) => <Control field={field} wiring={wiring} />}
    </Field>
  );
}

/** @param {{ field: FieldDeclaration, wiring: Wiring }} props */
function Control({ field: { name, rule }, wiring }) {
  const value = typed.value[name] ?? '';
  const take = (/** @type {{ currentTarget: { value: string } }} */ { currentTarget }) =>
    type(name, currentTarget.value);
  const choices = choicesOf(rule);
  if (choices) {
    return (
      <select {...wiring} value={value} onChange={take} onBlur={() => leave(name)}>
        <option value="">Leave it out</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === 'true' ? 'Yes' : choice === 'false' ? 'No' : choice}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...wiring}
      type="text"
      inputMode={rule.kind === 'integer' ? 'numeric' : undefined}
      autocomplete="off"
      spellcheck={false}
      value={value}
      onInput={take}
      onBlur={() => leave(name)}
    />
  );
}

/** @param {FieldDeclaration['rule']} rule @returns {string[] | undefined} */
function choicesOf(rule) {
  if (rule.kind === 'flag') return ['true', 'false'];
  return rule.kind === 'oneOf' ? /** @type {string[]} */ (rule.of) : undefined;
}

/** @param {FieldDeclaration} field */
function limitOf({ rule }) {
  const { max } = /** @type {{ max?: number }} */ (rule.of ?? {});
  return rule.kind === 'text' && max ? `, at most ${max} characters` : '';
}
