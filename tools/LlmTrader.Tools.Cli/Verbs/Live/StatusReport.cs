using System.Globalization;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Supervision;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary>The set as a table.</summary>
internal static class StatusReport
{
    public static void Write(SupervisorStatus? status, Session session)
    {
        if (session.IsJson) { session.WriteJson(new { isUp = status is not null, supervisor = status?.ProcessId, services = status?.Services ?? [] }); return; }
        if (status is null) { session.WriteLine("The set is not up."); return; }
        Table table = Tables.Figures("service", "state", "process", "since (UTC)", "restarts", "last exit");
        foreach (ServiceStatus service in status.Services)
        {
            table.Row(
                service.Name, service.State.ToString().ToLowerInvariant(), service.ProcessId == 0 ? "-" : service.ProcessId.ToString(CultureInfo.InvariantCulture),
                service.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), service.Restarts.ToString(CultureInfo.InvariantCulture),
                service.LastExitCode?.ToString(CultureInfo.InvariantCulture) ?? "-");
        }

        session.Write(table);
    }
}
