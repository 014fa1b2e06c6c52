/* SPDX-License-Identifier: ISC */
/* The least that a program costs. */
int
main(void)
{
	return 0;
}
