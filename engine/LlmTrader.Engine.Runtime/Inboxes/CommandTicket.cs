namespace LlmTrader.Engine.Runtime;

/// <summary>A command that waits in the <see cref="CommandInbox"/>, or waited there: by it the sequence is found that the command got.</summary>
/// <param name="Number">How many commands came before it in this run.</param>
public readonly record struct CommandTicket(long Number)
{
    /// <summary>Of the command that was written so many places behind this one.</summary>
    public CommandTicket Next(int places) => new(Number + places);
}
