export { validateForm } from '@baton/core';
