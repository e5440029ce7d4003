import { Component } from '@angular/core';

@Component({ selector: 'app-about', template: `<button (click)="fail()">About</button>` })
export class About {
  fail() {
    throw new Error('about fails on purpose');
  }
}
