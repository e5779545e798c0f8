// The map of desks: drawn from the list beside it and the province's own boundaries, no outside
// tiles. It is fetched only when somebody asks for it; the list says the same.
const INK = { light: ["#f5f7f9", "#a7b2c0", "#e1eaf5"], dark: ["#16202c", "#586779", "#1d3a61"] };

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function load(place) {
  return new Promise((done, fail) => {
    if (window.maplibregl) {
      done(window.maplibregl);
      return;
    }
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = place.dataset.css;
    document.head.append(sheet);
    const script = document.createElement("script");
    script.src = place.dataset.library;
    script.addEventListener("load", () => done(window.maplibregl));
    script.addEventListener("error", fail);
    document.head.append(script);
  });
}

function desksBeside(place) {
  return [...place.parentElement.querySelectorAll("[data-lat]")];
}

function pin(line, beside) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "map-pin";
  button.setAttribute("aria-label", line.querySelector("p").textContent);
  button.addEventListener("click", () => {
    for (const other of beside) other.classList.toggle("on", other === line);
    const fold = line.closest("details");
    if (fold) fold.open = true;
    line.scrollIntoView({ block: "center" });
  });
  return button;
}

async function draw(place, button) {
  button.disabled = true;
  const maplibregl = await load(place);
  maplibregl.setWorkerUrl(place.dataset.worker);
  const frame = document.createElement("div");
  frame.className = "map-frame";
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", place.dataset.label);
  const credit = document.createElement("p");
  credit.className = "tiny";
  credit.textContent = place.dataset.credit;
  button.replaceWith(frame, credit);
  const [ground, line, area] = INK[isDark() ? "dark" : "light"];
  const bounds = new maplibregl.LngLatBounds();
  const desks = desksBeside(place);
  for (const desk of desks) bounds.extend([Number(desk.dataset.lng), Number(desk.dataset.lat)]);
  const map = new maplibregl.Map({
    container: frame,
    bounds,
    fitBoundsOptions: { padding: 30, maxZoom: 12 },
    attributionControl: false,
    cooperativeGestures: false,
    locale: {
      "NavigationControl.ZoomIn": place.dataset.zoomIn,
      "NavigationControl.ZoomOut": place.dataset.zoomOut,
      "Map.Title": place.dataset.label,
    },
    style: {
      version: 8,
      sources: { communes: { type: "geojson", data: place.dataset.boundaries } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": ground } },
        { id: "area", type: "fill", source: "communes", paint: { "fill-color": area } },
        { id: "line", type: "line", source: "communes", paint: { "line-color": line, "line-width": 1 } },
      ],
    },
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  for (const desk of desks) {
    const marker = new maplibregl.Marker({ element: pin(desk, desks) });
    marker.setLngLat([Number(desk.dataset.lng), Number(desk.dataset.lat)]).addTo(map);
  }
}

function offer(place) {
  if (place.childElementCount || !place.dataset.boundaries || !desksBeside(place).length) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = place.dataset.show;
  button.addEventListener("click", () => draw(place, button));
  place.append(button);
}

function offerAll() {
  for (const place of document.querySelectorAll("[data-map]")) offer(place);
}

offerAll();
document.addEventListener("htmx:afterSettle", offerAll);
