using System.Globalization;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Says what happens with QuestDB.</summary>
internal sealed class QuestDbVoice(Action<string> tell) : IQuestDbObserver
{
    private const int MostRows = 20;

    private string? _lastReason;
    private int _rows;

    public void OnRejected(RejectedRow row)
    {
        if (++_rows <= MostRows) { tell($"questdb: refused a row of {row.Table}, sequence {row.Sequence}: {row.Error}: {row.Line}"); }
        if (_rows == MostRows) { tell("questdb: further refused rows are not printed; those of written batches lie beside the place of this projection, in a file that ends in .rejected."); }
    }

    public void OnRetry(RetriedRequest request)
    {
        if (request.Reason == _lastReason && request.Attempt > 1) { return; }    // Said once; hours of an outage would fill a disk.
        _lastReason = request.Reason;
        tell(string.Create(CultureInfo.InvariantCulture, $"questdb: {request.Reason} Tries again."));
    }

    public void OnSuspended(WalTable table) => tell(table.IsSuspended
        ? $"questdb: table {table.Table} is suspended: rows are taken and nobody sees them. {table.Error} Once the cause is gone: {table.ResumeStatement}"
        : $"questdb: table {table.Table} is no longer suspended.");
}
