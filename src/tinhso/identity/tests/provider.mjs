// The npm package oidc-provider in the shape of the national login, on a loopback port.
// Node runs it from the test: node provider.mjs NODE_MODULES PORT REDIRECT_URI
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// it lives on the day on which tools.moved_clock lets the house live
const ahead = Number(process.env.TEST_CLOCK_AHEAD ?? 0) * 1000;
const real = Date.now;
Date.now = () => real() + ahead;

const [modules, port, redirect] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

const people = {
  lan: { LoaiTaiKhoan: "1", SoDinhDanh: "004192990218", HoVaTen: "Nông Thị Lan", GioiTinh: "2" },
  la: { LoaiTaiKhoan: "1", SoDinhDanh: "004192990999", HoVaTen: "Người Lạ" },
  congty: { LoaiTaiKhoan: "2", MaSoDoanhNghiep: "4800990018", TenDoanhNghiep: "Công ty Pác Bó" },
};
const fields = ["LoaiTaiKhoan", "SoDinhDanh", "HoVaTen", "GioiTinh", "MaSoDoanhNghiep", "TenDoanhNghiep"];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "tinhso", client_secret: "bi-mat-thu-nghiem-du-dai-32-ky-tu", redirect_uris: [redirect],
    token_endpoint_auth_method: "client_secret_basic",
  }],
  claims: { openid: ["sub", ...fields] },
  acrValues: ["muc2"],
  conformIdTokenClaims: true,
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...people[id] }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
