"""What macOS has to know of the program. Written from Apple's documents; it has never been run on macOS."""

from pbxdialer.desktop.link_handler import ACCOUNT_SCHEME, SCHEMES
from pbxdialer.desktop.macos import BUNDLE_IDENTIFIER as IDENTIFIER

OLDEST = "13.0"  # of PySide6 6.11's wheel
_ACCOUNT = f"{IDENTIFIER}.account"


def info_plist(version: str) -> dict[str, object]:
    """Return the Info.plist's keys beside those that PyInstaller writes.

    Without both version keys the program is not offered as a telephone. LSUIElement is False: the window has a place
    in the Dock, for whoever has no menu bar icon in sight would not find it again.
    """
    return {
        "CFBundleDisplayName": "PBX Dialer",
        "CFBundleName": "PBX Dialer",
        "CFBundleVersion": version,
        "CFBundleShortVersionString": version,
        "CFBundleURLTypes": [
            {"CFBundleURLName": "Telephone number", "CFBundleTypeRole": "Viewer", "CFBundleURLSchemes": list(SCHEMES)},
            {"CFBundleURLName": _ACCOUNT, "CFBundleTypeRole": "Viewer", "CFBundleURLSchemes": [ACCOUNT_SCHEME]},
        ],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "PBX Dialer account",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [_ACCOUNT],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": _ACCOUNT,
                "UTTypeDescription": "PBX Dialer account",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {"public.filename-extension": ["pbxdialer"]},
            }
        ],
        "CFBundleLocalizations": ["en", "ro"],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": OLDEST,
        "LSUIElement": False,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSLocalNetworkUsageDescription": "Your PBX may stand in your own network; calls are asked for there.",
    }
