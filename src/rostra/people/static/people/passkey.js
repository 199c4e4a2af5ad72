// Shows what only works with a script, and says so when a passkey could not be used.
document.addEventListener('DOMContentLoaded', () => {
  if (!window.PublicKeyCredential) return
  for (const element of document.querySelectorAll('.needs-script')) element.hidden = false
})
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const trouble = document.getElementById('passkey-trouble')
  trouble.setAttribute('role', 'alert')
  trouble.hidden = false
})
