; The installer for one user of Windows: no administrator, nothing outside of the user's own folders and HKCU.
; Built by `python3 dev.py build --windows`, which defines VERSION, PROGRAM (the folder), OUT, PICTURES (a folder) and SIZE (KiB).
; What may be said on the command line stands in the README, for administrators.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 32 ; MiB: what the two programs have in common is packed once
RequestExecutionLevel user
ManifestDPIAware true

!define NAME "PBX Dialer"
!define REGISTERED "Software\Microsoft\Windows\CurrentVersion\Uninstall\pbxdialer"
!define CLASSES "Software\Classes"
!define ACCOUNT "pbxdialer.account"
!define STILL_RUNS 3
!define STILL_KNOWN 4

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\PBX Dialer"
InstallDirRegKey HKCU "${REGISTERED}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "${NAME}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright ""

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh

!define MUI_ICON "${PICTURES}/pbxdialer.ico"
!define MUI_UNICON "${PICTURES}/pbxdialer.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURES}/side.bmp"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\pbxdialer.exe"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE Romanian

LangString THE_PROGRAM ${LANG_ENGLISH} "The program"
LangString THE_PROGRAM ${LANG_ROMANIAN} "Programul"
LangString LINKS ${LANG_ENGLISH} "Open telephone links (tel, callto, sip)"
LangString LINKS ${LANG_ROMANIAN} "Deschide linkurile de telefon (tel, callto, sip)"
LangString LOGIN ${LANG_ENGLISH} "Start when you log in"
LangString LOGIN ${LANG_ROMANIAN} "Pornește când te autentifici"
LangString SECRETS ${LANG_ENGLISH} "Passwords kept in Windows Credential Manager"
LangString SECRETS ${LANG_ROMANIAN} "Parolele păstrate în Windows Credential Manager"
LangString EVERYTHING ${LANG_ENGLISH} "Contacts, call history and settings (cannot be undone)"
LangString EVERYTHING ${LANG_ROMANIAN} "Contactele, istoricul apelurilor și setările (nu se poate reveni)"
LangString RUNS ${LANG_ENGLISH} "${NAME} is running and will be closed now. A call in progress stays on your telephone; only the window ends."
LangString RUNS ${LANG_ROMANIAN} "${NAME} rulează și se va închide acum. O convorbire în curs rămâne pe telefonul tău; se închide doar fereastra."
LangString STILL ${LANG_ENGLISH} "${NAME} is still running, so nothing has been changed. Please close its window, then try again."
LangString STILL ${LANG_ROMANIAN} "${NAME} încă rulează, așa că nu s-a schimbat nimic. Te rugăm să închizi fereastra și să încerci din nou."
LangString KNOWN ${LANG_ENGLISH} "What you asked to be removed could not be removed: your passwords may still be in Windows Credential Manager. Remove the program all the same?"
LangString KNOWN ${LANG_ROMANIAN} "Ce ai cerut să fie șters nu s-a putut șterge: parolele pot fi încă în Windows Credential Manager. Ștergi totuși programul?"

Var Ran ; 1 where a running copy was closed

; Ask a running copy to end and wait for it; it is never killed. Leaves with STILL_RUNS where it does not end.
!macro EndRunningCopy un
Function ${un}EndRunningCopy
  StrCpy $Ran 0
  ${IfNot} ${FileExists} "$INSTDIR\pbxdialer.exe"
    Return
  ${EndIf}
  Call ${un}IsRunning
  Pop $0
  ${If} $0 == 1
    MessageBox MB_OKCANCEL|MB_ICONINFORMATION "$(RUNS)" /SD IDOK IDOK again
    SetErrorLevel 1
    Quit
    again:
    ExecWait '"$INSTDIR\pbxdialer.exe" --quit' $0 ; comes back when the window's files are free
    ${For} $3 1 25
      Call ${un}IsRunning
      Pop $0
      ${If} $0 == 0
        ${Break}
      ${EndIf}
      Sleep 200 ; for Windows takes a moment to take the process apart
    ${Next}
    ${If} $0 == 1
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL)" /SD IDCANCEL IDRETRY again
      SetErrorLevel ${STILL_RUNS}
      Quit
    ${EndIf}
    StrCpy $Ran 1
  ${EndIf}
FunctionEnd

; Windows lets nobody write to a program that runs: a copy of another profile or another session counts, too.
Function ${un}IsRunning
  Push 0
  ${If} ${FileExists} "$INSTDIR\pbxdialer.exe"
    ClearErrors
    FileOpen $1 "$INSTDIR\pbxdialer.exe" a
    ${If} ${Errors}
      Pop $2
      Push 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
FunctionEnd
!macroend
!insertmacro EndRunningCopy ""
!insertmacro EndRunningCopy "un."

!macro Opens class told
  WriteRegStr HKCU "${CLASSES}\${class}" "" "${told}"
  WriteRegStr HKCU "${CLASSES}\${class}\DefaultIcon" "" "$INSTDIR\pbxdialer.exe,0"
  WriteRegStr HKCU "${CLASSES}\${class}\shell\open\command" "" '"$INSTDIR\pbxdialer.exe" "%1"'
!macroend

; What still points at this copy goes; what somebody else has taken since stays.
!macro OpensNoMore class
  ReadRegStr $1 HKCU "${CLASSES}\${class}\shell\open\command" ""
  ${If} $1 == '"$INSTDIR\pbxdialer.exe" "%1"'
    DeleteRegKey HKCU "${CLASSES}\${class}"
  ${EndIf}
!macroend

Section "!$(THE_PROGRAM)" PROGRAM_SECTION
  SectionIn RO
  Call EndRunningCopy
  RMDir /r "$INSTDIR\_internal" ; nothing of an older version may be found by the new one
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\pbxdialer.exe"
  ; files and links that set up an account are this program's own: nobody has to choose who opens them
  WriteRegStr HKCU "${CLASSES}\.pbxdialer" "" "${ACCOUNT}"
  !insertmacro Opens "${ACCOUNT}" "PBX Dialer account"
  !insertmacro Opens "pbxdialer" "URL:PBX Dialer account"
  WriteRegStr HKCU "${CLASSES}\pbxdialer" "URL Protocol" ""
  ${RefreshShellIcons} ; the shell reads all of it anew
  WriteRegStr HKCU "${REGISTERED}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${REGISTERED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REGISTERED}" "DisplayIcon" "$INSTDIR\pbxdialer.exe"
  WriteRegStr HKCU "${REGISTERED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REGISTERED}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REGISTERED}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REGISTERED}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${REGISTERED}" "NoModify" 1
  WriteRegDWORD HKCU "${REGISTERED}" "NoRepair" 1
SectionEnd

Section "$(LINKS)" LINKS_SECTION
SectionEnd

Section /o "$(LOGIN)" LOGIN_SECTION
SectionEnd

; The program itself is told what was chosen; what was chosen before, by this installer, is taken back.
!macro Settle section value on off
  ReadRegStr $1 HKCU "${REGISTERED}" "${value}"
  ${If} ${SectionIsSelected} ${section}
    ExecWait '"$INSTDIR\pbxdialer.exe" ${on}' $0
    WriteRegStr HKCU "${REGISTERED}" "${value}" "1"
  ${Else}
    ${If} $1 == "1"
      ExecWait '"$INSTDIR\pbxdialer.exe" ${off}' $0
    ${EndIf}
    WriteRegStr HKCU "${REGISTERED}" "${value}" "0"
  ${EndIf}
!macroend

Section "-settle"
  !insertmacro Settle ${LINKS_SECTION} "Links" "links claim" "links release"
  !insertmacro Settle ${LOGIN_SECTION} "Login" "login on" "login off"
  ${If} ${Silent}
  ${AndIf} $Ran == 1
    Exec '"$INSTDIR\pbxdialer.exe"' ; the agent had it open
  ${EndIf}
SectionEnd

; What was chosen the last time, and over it what the command line says: /LINKS=0|1 /LOGIN=0|1
!macro Chosen section value
  ReadRegStr $1 HKCU "${REGISTERED}" "${value}"
  ClearErrors
  ${GetOptions} $0 "/${value}=" $2
  ${IfNot} ${Errors}
    StrCpy $1 $2
  ${EndIf}
  ${If} $1 == "1"
    !insertmacro SelectSection ${section}
  ${ElseIf} $1 == "0"
    !insertmacro UnselectSection ${section}
  ${EndIf}
!macroend

Function .onInit
  ${GetParameters} $0
  !insertmacro Chosen ${LINKS_SECTION} "Links"
  !insertmacro Chosen ${LOGIN_SECTION} "Login"
FunctionEnd

; Removing. The program forgets what it keeps before its files go; where it cannot, a silent removal changes nothing.
Section "un.$(SECRETS)" SECRETS_SECTION
SectionEnd

Section /o "un.$(EVERYTHING)" EVERYTHING_SECTION
SectionEnd

Section "!un.$(THE_PROGRAM)"
  SectionIn RO
  Call un.EndRunningCopy
  StrCpy $0 0
  ${If} ${SectionIsSelected} ${EVERYTHING_SECTION}
    ExecWait '"$INSTDIR\pbxdialer.exe" forget everything --yes' $0
  ${ElseIf} ${SectionIsSelected} ${SECRETS_SECTION}
    ExecWait '"$INSTDIR\pbxdialer.exe" forget secrets --yes' $0
  ${EndIf}
  ${If} $0 != 0
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(KNOWN)" /SD IDNO IDYES anyway
    SetErrorLevel ${STILL_KNOWN}
    Quit
    anyway:
  ${EndIf}
  ExecWait '"$INSTDIR\pbxdialer.exe" links release' $0
  ExecWait '"$INSTDIR\pbxdialer.exe" login off' $0
  ReadRegStr $1 HKCU "${CLASSES}\.pbxdialer" ""
  ${If} $1 == "${ACCOUNT}"
    DeleteRegKey HKCU "${CLASSES}\.pbxdialer"
  ${EndIf}
  !insertmacro OpensNoMore "${ACCOUNT}"
  !insertmacro OpensNoMore "pbxdialer"
  ${RefreshShellIcons}
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\pbxdialer.exe"
  Delete "$INSTDIR\pbxdialer-console.exe"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR" ; only where nothing of anybody else's is in it
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${REGISTERED}"
SectionEnd

; /FORGET=nothing|secrets|everything; without it the passwords go, and the data stay
Function un.onInit
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/FORGET=" $1
  ${If} ${Errors}
    Return
  ${EndIf}
  ${If} $1 == "everything"
    !insertmacro SelectSection ${EVERYTHING_SECTION}
  ${ElseIf} $1 == "nothing"
    !insertmacro UnselectSection ${SECRETS_SECTION}
  ${EndIf}
FunctionEnd
