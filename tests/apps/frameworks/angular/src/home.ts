import { Component, signal } from '@angular/core';

@Component({
  selector: 'app-home',
  template: `<button (click)="buy()">Buy for {{ total() }}</button>`,
})
export class Home {
  total = signal(0);

  async buy() {
    const { totalOf } = await import('./total');
    this.total.set(totalOf([3, 4]));
  }
}
