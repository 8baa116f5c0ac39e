using LlmTrader.Tools.Hosting.Configuration.Engine;
using Serilog;
using Serilog.Events;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>The engine's own log.</summary>
internal sealed class LogChannel(string name, ILogger log) : IAlertChannel
{
    public string Name => name;

    public int MaxCallsPerMinute => int.MaxValue;

    /// <inheritdoc/>
    public Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        log.Write(LevelOf(message), "Alert: {Title}: {Text}", AlertText.Title(message), message.Text);
        return Task.FromResult(AlertDelivery.Delivered);
    }

    private static LogEventLevel LevelOf(AlertMessage message) => message switch
    {
        { Kind: AlertMessageKind.Recovered or AlertMessageKind.Test } => LogEventLevel.Information,
        { Severity: AlertSeverity.Critical } => LogEventLevel.Error,
        { Severity: AlertSeverity.Warning } => LogEventLevel.Warning,
        _ => LogEventLevel.Information,
    };
}
