export const PrivacyPage = () => <div class="page" />
