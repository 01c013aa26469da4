# Two images from one file. Target "controller" is the module controller's own program; target "module", the last and so the default, is
# PowerShell with the module in it: for a prompt, for runbooks, and for the maintenance that Install-ModuleMaintenance puts into a cluster.
#
#   dotnet tool restore && dotnet pwsh build.ps1 Image
#   docker build --build-arg BASE=<an image with the .NET 10 runtime> --target controller --tag <name> .
#   docker build --build-arg BASE=<an image with the .NET 10 runtime> --tag <name> .
#
# BASE has no default: from which registry such an image comes is yours to say. The files serve every processor.
ARG BASE

FROM ${BASE} AS controller
COPY out/controller/ /deploy/controller/
# Without a debugger's door the runtime writes no files: the root may be read-only.
ENV DEPLOY_LISTEN=0.0.0.0:7777 DOTNET_EnableDiagnostics=0
USER 10001
EXPOSE 7777
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/deploy/controller/Deploy.Controller.dll"]

FROM ${BASE} AS module
COPY out/powershell/ /deploy/powershell/
COPY out/Deploy/ /deploy/modules/Deploy/
# PowerShell writes its caches below HOME; with a read-only root, mount something on /tmp.
ENV PSModulePath=/deploy/modules HOME=/tmp POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off DOTNET_EnableDiagnostics=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
USER 10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/deploy/powershell/pwsh.dll", "-NoLogo", "-NoProfile"]
