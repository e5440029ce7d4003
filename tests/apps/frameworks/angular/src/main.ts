import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter, RouterLink, RouterOutlet } from '@angular/router';

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  template: `<a routerLink="/about">About</a> <router-outlet />`,
})
class App {}

bootstrapApplication(App, {
  providers: [
    provideRouter([
      { path: '', loadComponent: () => import('./home').then(({ Home }) => Home) },
      { path: 'about', loadComponent: () => import('./about').then(({ About }) => About) },
    ]),
  ],
});
