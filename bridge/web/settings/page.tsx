export const SettingsPage = () => <div class="page" />
