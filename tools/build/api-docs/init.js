// A file of its own, because the page's content security policy allows no inline script.
window.SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#swagger-ui", deepLinking: true });
