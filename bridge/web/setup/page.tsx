export const SetupPage = () => <div class="page" />
