using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Core;

/// <summary>States what must be true, also in production. A broken invariant stops the engine; recovery is a replay.</summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantViolationException"/> when <paramref name="condition"/> is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? expression = null,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        if (!condition) { Throw(expression, file, line); }
    }

    [DoesNotReturn, StackTraceHidden, MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(string? expression, string? file, int line) =>
        throw new InvariantViolationException($"Broken invariant: {expression} at {Path.GetFileName(file)}:{line}.");
}

/// <summary>Something that must be true was not. The process must stop; its journal says how to reach the same point again.</summary>
public sealed class InvariantViolationException(string message) : Exception(message);
