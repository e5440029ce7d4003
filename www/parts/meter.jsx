/** A bar that fills up; without a maximum, one that says only that something is going on. */
import './meter.css';

/** @param {{ label: string, value: number, max: number }} props */
export function Meter({ label, value, max }) {
  const share = max > 0 ? Math.min(1, value / max) : undefined;
  return (
    <div class="meter">
      <span class="meter-label">{label}</span>
      <div
        class="meter-track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      >
        <div
          class={share === undefined ? 'meter-bar open' : 'meter-bar'}
          style={{ width: share === undefined ? '30%' : `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
