using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>What became of a change, in sentences.</summary>
internal static class CommandReplyReport
{
    public static void Write(CommandReply reply, string done, Session session)
    {
        string request = reply.RequestId == 0 ? "" : $" (request {Cell.Of(reply.RequestId)} in the journal)";
        session.WriteLine(reply.Outcome switch
        {
            "accepted" when reply.Commands == 0 && reply.Sequence is null => $"Nothing was to be done{request}.",
            "accepted" => $"{done}, at sequence {Place(reply)}{request}.",
            "rejected" => $"It was rejected at sequence {Place(reply)}: {reply.Reason ?? "no reason given"}{(reply.Commands > 1 ? $" ({reply.Rejected} of {reply.Commands} commands)" : "")}{request}.",
            _ => $"It is recorded, and what became of it is not known yet{request}. `llmtrader ctl status` tells how far the engine is.",
        });
        if (reply.OrderId is { } order) { session.WriteLine($"Order {order}; `llmtrader ctl orders show {order}` tells what becomes of it."); }
        if (reply.SetId is { } set) { session.WriteLine($"Set {set}."); }
        if (reply.LatchDurable is false) { session.Warn($"the kill is not on the disk ({reply.LatchProblem}): it holds while this process lives, and a restart may forget it. Do not restart the engine before there is room."); }
        if (reply.LatchDurable is true) { session.WriteLine("A restart stays killed, until `llmtrader ctl reset`."); }
        if (reply.Note is { } note) { session.WriteLine(note); }
        if (reply.Replayed) { session.WriteLine("It had been done before under this key."); }
    }

    private static string Place(CommandReply reply) => reply.Sequence is not { } last ? "-" : reply.FirstSequence is { } first && first != last ? $"{first} to {last}" : Cell.Of(last);
}
